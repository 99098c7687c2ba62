import type { Inbox } from '../../kernel/events.ts';
import { ANY, each, hasChanged, type Sql } from './sql.ts';

const INSERT = 'INSERT INTO inbox (subscriber, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING';
const APPLIED_BY = `SELECT subscriber FROM inbox WHERE subscriber IN ${ANY} AND event_id = ?`;

const subscribers = each(({ subscriber }: { subscriber: string }) => subscriber);

export function createInbox(sql: Sql): Inbox {
  return {
    firstTime: (subscriber, eventId) => sql.change(INSERT, [subscriber, eventId], hasChanged),
    appliedBy: (among, eventId) => sql.query(APPLIED_BY, [JSON.stringify(among), eventId], subscribers),
  };
}
