import { afterEach, expect, it, vi } from 'vitest';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { ATTEMPTS, type DomainEvent } from '../../kernel/events.ts';
import { LocalEvents } from '../../kernel/local-events.ts';
import { euros } from '../../kernel/money.ts';
import type { Persistence } from '../stores.ts';
import { conformance } from './conformance.ts';

const event = (id: string): DomainEvent => ({
  id,
  type: 'order.confirmed',
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: { orderId: id, customerId: 'c', lines: [], total: euros(1) },
});

const open: LocalEvents[] = [];
afterEach(() => Promise.all(open.splice(0).map((events) => events.stop())));

/** Two subscribers of one database; what `fails` throws keeps the first from applying. */
function shop(database: Persistence, fails: () => Error | undefined = () => undefined) {
  const [seen, failures] = [[] as string[], [] as { attempt: number; parked: boolean }[]];
  const events = new LocalEvents({
    ...database,
    onFailure: ({ attempt, parked }) => void failures.push({ attempt, parked }),
  });
  open.push(events);
  for (const subscriber of ['first', 'second'])
    events.subscribe({
      subscriber,
      types: ['order.confirmed'],
      apply: async ({ id }) => {
        const failure = subscriber === 'first' ? fails() : undefined;
        if (failure) throw failure;
        seen.push(`${subscriber} ${id}`);
      },
    });
  const publish = (id: string) => database.unitOfWork.write(() => events.publish(event(id)));
  return { events, seen, failures, publish };
}

const poison = () => new TypeError('no such property');

conformance('events within a process', (database) => {
  it('delivers an event to all its subscribers, once', async () => {
    const { seen, publish } = shop(database());
    await publish('a');
    await vi.waitFor(async () => expect(await database().outbox.pending(9)).toEqual([]));
    expect(seen).toEqual(['first a', 'second a']);
  });

  it('applies an event once that several deliver at once, and leaves no record of it', async () => {
    await database().outbox.add(event('a'));
    const shops = [shop(database()), shop(database()), shop(database())];
    await Promise.all(shops.map(({ events }) => events.replay()));
    expect(shops.flatMap(({ seen }) => seen)).toEqual(['first a', 'second a']);
    expect(await database().inbox.appliedBy(['first', 'second'], 'a')).toEqual([]);
  });

  it('applies an event once, although a delivery fails while another succeeds', async () => {
    await database().outbox.add(event('a'));
    // Once: an event that fails for long is parked, and how soon depends on the machine.
    let calls = 0;
    const failing = shop(database(), () => (calls++ === 0 ? poison() : undefined));
    const replayed = failing.events.replay();
    await vi.waitFor(() => expect(failing.failures).not.toEqual([]));
    const other = shop(database());
    await other.events.replay();
    await replayed;
    expect([...failing.seen, ...other.seen].sort()).toEqual(['first a', 'second a']);
    expect(await database().outbox.holds('a')).toBe(false);
    // What told which of them had it went with the note.
    expect(await database().inbox.appliedBy(['first', 'second'], 'a')).toEqual([]);
  });

  it('parks an event that a subscriber cannot apply; the other one has it, once', async () => {
    const { seen, failures, publish } = shop(database(), poison);
    await publish('a');
    await vi.waitFor(async () => expect((await database().outbox.count()).parked).toBe(1), {
      timeout: 5_000,
    });
    expect(failures.map(({ parked }) => parked)).toEqual([...Array(ATTEMPTS - 1).fill(false), true]);
    expect(seen).toEqual(['second a']);
    expect(await database().outbox.pending(9)).toEqual([]);
    expect(await database().inbox.appliedBy(['first', 'second'], 'a')).toEqual(['second']);
  });

  it('applies a parked event that is to be tried again, where it is still missing', async () => {
    const { publish } = shop(database(), poison);
    await publish('a');
    await vi.waitFor(async () => expect((await database().outbox.count()).parked).toBe(1), {
      timeout: 5_000,
    });
    const mended = shop(database());
    expect(await mended.events.redrive()).toBe(1);
    expect(mended.seen).toEqual(['first a']);
    expect(await database().outbox.count()).toEqual({ pending: 0, parked: 0 });
    expect(await database().inbox.appliedBy(['first', 'second'], 'a')).toEqual([]);
  });

  it('tries on through an outage, however long it is', async () => {
    let attempts = 0;
    const away = () => {
      attempts += 1;
      return attempts <= 2 * ATTEMPTS
        ? new DependencyFailure('database', 'unavailable', 'the database is busy')
        : undefined;
    };
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { seen, publish } = shop(database(), away);
    await publish('a');
    await vi.waitFor(() => expect(seen).toEqual(['first a', 'second a']), { timeout: 5_000 });
    expect((await database().outbox.count()).parked).toBe(0);
    vi.restoreAllMocks();
  });

  it('delivers what an earlier process left, beside an event that fails', async () => {
    for (const id of ['poison', 'fine']) await database().outbox.add(event(id));
    const third: string[] = [];
    const { events } = shop(database());
    events.subscribe({
      subscriber: 'third',
      types: ['order.confirmed'],
      apply: async ({ id }) => {
        if (id === 'poison') throw poison();
        third.push(id);
      },
    });
    const replayed = events.replay();
    await vi.waitFor(() => expect(third).toEqual(['fine']));
    await replayed;
    expect((await database().outbox.count()).parked).toBe(1);
  });

  it('stops in the middle of an outage, and leaves the event to the next start', async () => {
    const away = () => new DependencyFailure('database', 'unavailable', 'the database is busy');
    const { events, failures, publish } = shop(database(), away);
    await publish('a');
    await vi.waitFor(() => expect(failures.length).toBeGreaterThan(0));
    await events.stop();
    expect(await database().outbox.pending(9)).toEqual([event('a')]);
  });
});
