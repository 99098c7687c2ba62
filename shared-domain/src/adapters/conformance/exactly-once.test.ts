import { expect, it } from 'vitest';
import { type DomainEvent, TooOld } from '../../kernel/events.ts';
import { applyOnce } from '../../kernel/exactly-once.ts';
import { InboxPruner } from '../../kernel/inbox-pruner.ts';
import { euros } from '../../kernel/money.ts';
import type { Persistence } from '../stores.ts';
import { conformance } from './conformance.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');

const event = (id: string, occurredAt: string): DomainEvent => ({
  id,
  type: 'order.confirmed',
  occurredAt,
  data: { orderId: id, customerId: 'c', lines: [], total: euros(1) },
});
const onDay = (day: number) => event(`day ${day}`, new Date(START + day * DAY).toISOString());

/** A subscriber, its sweeper, and what has taken effect. */
function subscriber({ unitOfWork, inbox }: Persistence, day: () => number) {
  const applied: string[] = [];
  const subscription = {
    subscriber: 'letters',
    types: ['order.confirmed'] as const,
    apply: async ({ id }: DomainEvent) => void applied.push(id),
  };
  const now = () => START + day() * DAY;
  // As a process writes them whose clock is the test's.
  const clocked: typeof inbox = {
    ...inbox,
    firstTime: (name, id, datedAt) => inbox.firstTime(name, id, datedAt, now()),
  };
  const pruner = new InboxPruner({
    ...{ inbox, subscribers: ['letters'], retentionMs: 30 * DAY, everyMs: DAY },
    clock: { now: () => new Date(now()) },
    onPruned: () => undefined,
    onFailure: (error) => expect.fail(String(error)),
  });
  return {
    applied,
    deliver: (each: DomainEvent, revivedAt?: number) =>
      applyOnce(unitOfWork, clocked, subscription, each, revivedAt),
    sweep: () => pruner.sweep(),
  };
}

conformance('an event that comes again', (database) => {
  it('within the retention is known; later it is refused, and not applied a second time', async () => {
    let day = 0;
    const { applied, deliver, sweep } = subscriber(database(), () => day);
    for (; day <= 30; day += 1) {
      expect(await deliver(onDay(day))).toBe(true);
      await sweep();
    }
    day = 30;
    expect(await deliver(onDay(0))).toBe(false);
    day = 31;
    expect(await deliver(onDay(31))).toBe(true);
    await sweep();
    await expect(deliver(onDay(0))).rejects.toThrow(TooOld);
    expect(await deliver(onDay(1))).toBe(false);
    expect(applied).toEqual(Array.from({ length: 32 }, (_, index) => `day ${index}`));
  });

  it('is applied when an operator has it tried again, however old it is, and once', async () => {
    let day = 0;
    const { applied, deliver, sweep } = subscriber(database(), () => day);
    await deliver(onDay(0));
    for (day = 40; day <= 80; day += 40) await deliver(onDay(day));
    await sweep();
    const late = event('late', new Date(START).toISOString());
    await expect(deliver(late)).rejects.toThrow('late is too old');
    const revivedAt = START + 81 * DAY;
    day = 81;
    expect([await deliver(late, revivedAt), await deliver(late, revivedAt)]).toEqual([true, false]);
    // It is remembered as long as others that are applied with it.
    day = 110;
    await deliver(onDay(110));
    await sweep();
    expect(await deliver(late, revivedAt)).toBe(false);
    day = 120;
    await deliver(onDay(120));
    await sweep();
    await expect(deliver(late, revivedAt)).rejects.toThrow(TooOld);
    expect(applied.filter((id) => id === 'late')).toHaveLength(1);
  });

  it('is known for ever when its time cannot be read', async () => {
    let day = 0;
    const { applied, deliver, sweep } = subscriber(database(), () => day);
    const timeless = event('timeless', 'yesterday');
    expect(await deliver(timeless)).toBe(true);
    for (day = 40; day <= 400; day += 40) {
      await deliver(onDay(day));
      await sweep();
    }
    expect(await deliver(timeless)).toBe(false);
    expect(applied[0]).toBe('timeless');
  });
});
