import type { DomainEvent, Inbox, Outbox } from '../../kernel/events.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryOutbox(tables: MemoryTables): Outbox {
  const events = tables.table<DomainEvent>();
  return {
    add: (event) =>
      tables.change(() => {
        if (!events.get(event.id)) events.set(event.id, event);
      }),
    pending: async (limit) => events.all().slice(0, limit),
    delivered: (ids) =>
      tables.change(() => {
        for (const id of ids) events.delete(id);
      }),
  };
}

export function createMemoryInbox(tables: MemoryTables): Inbox {
  const applied = tables.table<true>();
  return {
    firstTime: (subscriber, eventId) =>
      tables.change(() => {
        const key = JSON.stringify([subscriber, eventId]);
        if (applied.get(key)) return false;
        applied.set(key, true);
        return true;
      }),
  };
}
