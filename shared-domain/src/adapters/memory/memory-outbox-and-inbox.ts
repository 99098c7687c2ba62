import type { DomainEvent, Inbox, Outbox } from '../../kernel/events.ts';
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

export function createMemoryInbox(tables: MemoryTables): Inbox {
  const applied = tables.table<true>();
  const keyOf = (subscriber: string, eventId: string) => JSON.stringify([subscriber, eventId]);
  return {
    firstTime: (subscriber, eventId) =>
      tables.change(() => {
        const key = keyOf(subscriber, eventId);
        if (applied.get(key)) return false;
        applied.set(key, true);
        return true;
      }),
    appliedBy: async (subscribers, eventId) =>
      subscribers.filter((subscriber) => applied.get(keyOf(subscriber, eventId))),
  };
}
