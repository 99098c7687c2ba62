import {
  type DomainEvent,
  isEvent,
  type Outbox,
  type OutboxCount,
  UnreadableNote,
} from '../../kernel/events.ts';
import { ANY, each, howMany, nothing, type Sql } from './sql.ts';

const ADD = 'INSERT INTO outbox (id, event) VALUES (?, ?) ON CONFLICT DO NOTHING';
const PENDING = 'SELECT id, event FROM outbox WHERE parked IS NULL ORDER BY position LIMIT ?';
const DELIVERED = `DELETE FROM outbox WHERE id IN ${ANY}`;
const HOLDS = 'SELECT 1 FROM outbox WHERE id = ?';
const PARK = 'UPDATE outbox SET parked = ? WHERE id = ?';
const COUNT = 'SELECT count(*) - count(parked) AS "pending", count(parked) AS "parked" FROM outbox';
const UNPARK = 'UPDATE outbox SET parked = NULL WHERE parked IS NOT NULL';

const events = each(({ id, event }: { id: string; event: string }): DomainEvent => {
  try {
    const note: unknown = JSON.parse(event);
    if (isEvent(note) && note.id === id) return note;
  } catch (cause) {
    throw new UnreadableNote(id, { cause });
  }
  throw new UnreadableNote(id, { cause: new TypeError('it is no event of this id') });
});

export function createOutbox(sql: Sql): Outbox {
  return {
    add: (event) => sql.change(ADD, [event.id, JSON.stringify(event)], nothing),
    pending: (limit) => sql.query(PENDING, [limit], events),
    delivered: (ids) => sql.change(DELIVERED, [JSON.stringify(ids)], howMany),
    holds: (id) => sql.query(HOLDS, [id], (rows) => rows.length > 0),
    park: (id, reason) => sql.change(PARK, [reason, id], nothing),
    count: () => sql.query(COUNT, [], ([row]: OutboxCount[]) => row ?? { pending: 0, parked: 0 }),
    unpark: () => sql.change(UNPARK, [], howMany),
  };
}
