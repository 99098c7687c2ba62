import { expect, it } from 'vitest';
import type { PriceChanged } from '../../kernel/events.ts';
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

  it('forgets an event whose transaction rolled back', async () => {
    const failing = database().unitOfWork.write(async () => {
      await inbox().firstTime('notifications', 'a');
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect(await inbox().firstTime('notifications', 'a')).toBe(true);
  });
});
