import { expect, it } from 'vitest';
import { type PriceChanged, TooOld } from '../../kernel/events.ts';
import { euros } from '../../kernel/money.ts';
import { conformance } from './conformance.ts';

const event = (id: string): PriceChanged => ({
  id,
  type: 'product.price-changed',
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: { sku: 'a', price: euros(1), version: 1 },
});

conformance('the outbox', (database) => {
  const outbox = () => database().outbox;

  it('keeps events in order until they are delivered', async () => {
    for (const id of ['c', 'a', 'b']) await outbox().add(event(id));
    expect(await outbox().pending(2)).toEqual([event('c'), event('a')]);
    expect(await outbox().holds('c')).toBe(true);
    expect(await outbox().delivered(['c', 'nonsense'])).toBe(1);
    expect(await outbox().delivered(['c'])).toBe(0);
    expect(await outbox().delivered([])).toBe(0);
    expect([await outbox().holds('c'), await outbox().holds('a')]).toEqual([false, true]);
    expect(await outbox().pending(9)).toEqual([event('a'), event('b')]);
    await outbox().delivered(['a', 'b']);
    await outbox().add(event('d'));
    expect(await outbox().pending(9)).toEqual([event('d')]);
  });

  it('keeps what was parked apart, until it is to be tried again', async () => {
    for (const id of ['a', 'b', 'c']) await outbox().add(event(id));
    await outbox().park('b', 'the printer is on fire');
    await outbox().park('nonsense', 'never heard of it');
    await outbox().add(event('b'));
    expect(await outbox().pending(9)).toEqual([event('a'), event('c')]);
    expect(await outbox().count()).toEqual({ pending: 2, parked: 1 });
    expect(await outbox().holds('b')).toBe(true);
    expect(await outbox().unpark()).toBe(1);
    expect(await outbox().unpark()).toBe(0);
    expect(await outbox().pending(9)).toEqual([event('a'), event('b'), event('c')]);
    expect(await outbox().count()).toEqual({ pending: 3, parked: 0 });
  });

  it('ignores an event that it has', async () => {
    await outbox().add(event('a'));
    await outbox().add(event('b'));
    await outbox().add(event('a'));
    expect(await outbox().pending(9)).toEqual([event('a'), event('b')]);
  });
});

const HOUR = 3_600_000;

conformance('the inbox', (database) => {
  const inbox = () => database().inbox;

  it('knows an event per subscriber', async () => {
    expect(await inbox().firstTime('notifications', 'a')).toBe(true);
    expect(await inbox().firstTime('notifications', 'a')).toBe(false);
    expect(await inbox().firstTime('recommendations', 'a')).toBe(true);
    expect(await inbox().firstTime('notifications', 'b')).toBe(true);
  });

  it('tells which of some subscribers have an event', async () => {
    for (const subscriber of ['notifications', 'recommendations', 'billing'])
      await inbox().firstTime(subscriber, 'a');
    const having = (eventId: string) =>
      inbox().appliedBy(['recommendations', 'nobody', 'notifications'], eventId);
    expect((await having('a')).sort()).toEqual(['notifications', 'recommendations']);
    expect(await having('b')).toEqual([]);
  });

  it('forgets an event that it is told to forget, for those subscribers', async () => {
    for (const subscriber of ['notifications', 'recommendations', 'billing'])
      for (const id of ['a', 'b']) await inbox().firstTime(subscriber, id, 1);
    await inbox().forget(['notifications', 'recommendations', 'nobody'], 'a');
    const all = ['notifications', 'recommendations', 'billing'];
    expect(await inbox().appliedBy(all, 'a')).toEqual(['billing']);
    expect(await inbox().appliedBy(all, 'b')).toHaveLength(3);
    expect(await inbox().firstTime('notifications', 'a', 1)).toBe(true);
  });

  /** Events by their ids, which are the hours in which they happened and were applied. */
  async function hears(...hours: readonly number[]): Promise<void> {
    for (const hour of hours) await inbox().firstTime('notifications', `${hour}`, hour * HOUR, hour * HOUR);
  }
  const prune = (now: number, { most = 100, subscriber = 'notifications' } = {}) =>
    inbox().prune(subscriber, { retentionMs: 10 * HOUR, now: now * HOUR, most });
  const again = (hour: number) => inbox().firstTime('notifications', `${hour}`, hour * HOUR);

  it('forgets what was applied long ago and is old beside the last event, and tells it from what is new', async () => {
    await hears(1, 2, 3, 12);
    expect(await prune(12)).toBe(1);
    expect(await prune(12)).toBe(0);
    // Of the first hour, what has been applied and what has not look the same now.
    await expect(again(1)).rejects.toThrow(TooOld);
    await expect(inbox().firstTime('notifications', 'late', HOUR)).rejects.toThrow(
      'late is too old: the inbox of notifications only knows what happened after 1970-01-01T01:00:00.000Z',
    );
    expect([await again(2), await again(12)]).toEqual([false, false]);
    expect(await inbox().firstTime('notifications', 'later', HOUR + 1)).toBe(true);
    // Others have forgotten nothing.
    expect(await inbox().firstTime('recommendations', '1', HOUR)).toBe(true);
  });

  it('forgets the first ones first, a few at a time', async () => {
    await hears(1, 2, 3, 4, 5, 40);
    expect([await prune(40, { most: 2 }), await prune(40, { most: 2 })]).toEqual([2, 2]);
    await expect(again(4)).rejects.toThrow(TooOld);
    expect(await again(5)).toBe(false);
    expect([await prune(40, { most: 2 }), await prune(40, { most: 2 })]).toEqual([1, 0]);
  });

  it('takes what waited while it was away for what it is: new', async () => {
    await hears(1, 2);
    expect(await prune(100)).toBe(0);
    for (const hour of [3, 50, 99])
      expect(await inbox().firstTime('notifications', `${hour}`, hour * HOUR, 100 * HOUR + hour)).toBe(true);
    // It has gone on: what it applied before may go, and what has been applied just now may not, however old it is.
    expect(await prune(101)).toBe(2);
    expect([await again(3), await again(50)]).toEqual([false, false]);
    expect(await inbox().firstTime('notifications', 'overtaken', 4 * HOUR, 100 * HOUR)).toBe(true);
  });

  it('takes nothing for old because an event is from the future', async () => {
    await inbox().firstTime('notifications', 'mistaken', 5_000 * HOUR, HOUR);
    await inbox().firstTime('notifications', 'more so', 10_000 * HOUR, 5 * HOUR);
    expect(await prune(16)).toBe(0);
    expect(await inbox().firstTime('notifications', '17', 17 * HOUR, 17 * HOUR)).toBe(true);
    expect(await inbox().firstTime('notifications', 'mistaken', 5_000 * HOUR, 17 * HOUR)).toBe(false);
  });

  it('is not held up by events from the future, and knows them still', async () => {
    for (const id of ['mistaken', 'more so'])
      await inbox().firstTime('notifications', id, 5_000 * HOUR, HOUR);
    await hears(2, 3, 40);
    expect(await prune(40, { most: 2 })).toBe(2);
    expect(await inbox().firstTime('notifications', 'mistaken', 5_000 * HOUR)).toBe(false);
  });

  it('is not held up by what was applied while the clock was ahead', async () => {
    await hears(1, 2);
    await inbox().firstTime('notifications', 'ahead', 3 * HOUR, 9_000 * HOUR);
    await hears(40);
    expect(await prune(40)).toBe(2);
    expect(await inbox().firstTime('notifications', 'ahead', 3 * HOUR)).toBe(false);
  });

  it('never forgets what has no time, and never takes it for too old', async () => {
    await inbox().firstTime('notifications', 'timeless');
    await hears(1, 100);
    expect(await prune(1_000)).toBe(1);
    expect(await inbox().firstTime('notifications', 'timeless')).toBe(false);
    expect(await inbox().firstTime('notifications', 'another')).toBe(true);
    expect(await prune(1_000, { subscriber: 'nobody' })).toBe(0);
  });

  it('knows an event still, however old, when forgetting it rolled back', async () => {
    await hears(1, 100);
    const failing = database().unitOfWork.write(async () => {
      expect(await prune(100)).toBe(1);
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect(await again(1)).toBe(false);
    expect(await inbox().firstTime('notifications', 'late', HOUR)).toBe(true);
  });

  it('forgets an event whose transaction rolled back', async () => {
    const failing = database().unitOfWork.write(async () => {
      await inbox().firstTime('notifications', 'a');
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect(await inbox().firstTime('notifications', 'a')).toBe(true);
  });
});
