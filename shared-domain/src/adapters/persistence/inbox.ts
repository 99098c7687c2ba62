import type { Inbox } from '../../kernel/events.ts';
import { hasChanged, type Sql } from './sql.ts';

const INSERT = 'INSERT INTO inbox (subscriber, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING';

export function createInbox(sql: Sql): Inbox {
  return { firstTime: (subscriber, eventId) => sql.change(INSERT, [subscriber, eventId], hasChanged) };
}
