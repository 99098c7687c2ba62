import { type DomainEvent, type Inbox, type Outbox, TooOld } from '../../kernel/events.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryOutbox(tables: MemoryTables): Outbox {
  const notes = tables.table<{ readonly event: DomainEvent; readonly parked: string | null }>();
  const isParked = ({ parked }: { readonly parked: string | null }) => parked !== null;
  return {
    add: (event) =>
      tables.change(() => {
        if (!notes.get(event.id)) notes.set(event.id, { event, parked: null });
      }),
    pending: async (limit) =>
      notes
        .all()
        .filter((note) => !isParked(note))
        .map(({ event }) => event)
        .slice(0, limit),
    delivered: (ids) =>
      tables.change(() => {
        const known = ids.filter((id) => notes.get(id));
        for (const id of known) notes.delete(id);
        return known.length;
      }),
    holds: async (id) => notes.get(id) !== undefined,
    park: (id, reason) =>
      tables.change(() => {
        const note = notes.get(id);
        if (note) notes.set(id, { ...note, parked: reason });
      }),
    count: async () => {
      const parked = notes.all().filter(isParked).length;
      return { pending: notes.all().length - parked, parked };
    },
    unpark: () =>
      tables.change(() => {
        const parked = notes.all().filter(isParked);
        for (const { event } of parked) notes.set(event.id, { event, parked: null });
        return parked.length;
      }),
  };
}

const DAY_MS = 86_400_000;

interface Applied {
  readonly subscriber: string;
  readonly eventId: string;
  /** Undefined for what is never forgotten. */
  readonly times: { readonly datedAt: number; readonly appliedAt: number } | undefined;
}

export function createMemoryInbox(tables: MemoryTables): Inbox {
  const applied = tables.table<Applied>();
  const horizons = tables.table<number>();
  const keyOf = (subscriber: string, eventId: string) => JSON.stringify([subscriber, eventId]);
  /** What can be forgotten of a subscriber, as it was applied. */
  const timesOf = (subscriber: string) =>
    applied
      .all()
      .flatMap((row) => (row.subscriber === subscriber && row.times ? [{ ...row, ...row.times }] : []))
      .toSorted((one, other) => one.appliedAt - other.appliedAt);
  return {
    firstTime: (subscriber, eventId, datedAt, now = Date.now()) =>
      tables.change(() => {
        const key = keyOf(subscriber, eventId);
        if (applied.get(key)) return false;
        const horizon = horizons.get(subscriber);
        if (horizon !== undefined && datedAt !== undefined && datedAt <= horizon)
          throw new TooOld(subscriber, eventId, horizon);
        const stays = datedAt === undefined || datedAt > now + DAY_MS;
        const times = stays ? undefined : { datedAt, appliedAt: now };
        applied.set(key, { subscriber, eventId, times });
        return true;
      }),
    appliedBy: async (subscribers, eventId) =>
      subscribers.filter((subscriber) => applied.get(keyOf(subscriber, eventId))),
    forget: (subscribers, eventId) =>
      tables.change(() => {
        for (const subscriber of subscribers) applied.delete(keyOf(subscriber, eventId));
      }),
    prune: (subscriber, { retentionMs, now, most }) =>
      tables.change(() => {
        const rows = timesOf(subscriber);
        const last = rows.findLast(({ appliedAt }) => appliedAt <= now);
        const before = Math.min(now, last?.datedAt ?? 0) - retentionMs;
        const old = rows
          .filter(({ appliedAt }) => appliedAt < now - retentionMs)
          .slice(0, most)
          .filter(({ datedAt }) => datedAt < before);
        if (old.length === 0) return 0;
        const dates = old.map(({ datedAt }) => datedAt);
        horizons.set(subscriber, Math.max(...dates, horizons.get(subscriber) ?? Number.NEGATIVE_INFINITY));
        for (const { eventId } of old) applied.delete(keyOf(subscriber, eventId));
        return old.length;
      }),
  };
}
