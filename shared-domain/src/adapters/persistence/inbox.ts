import type { Inbox } from '../../kernel/events.ts';
import type { Sql } from './sql.ts';

export function createInbox(sql: Sql): Inbox {
  return {
    async firstTime(subscriber, eventId) {
      const insert = 'INSERT INTO inbox (subscriber, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING';
      return (await sql.change(insert, [subscriber, eventId])) > 0;
    },
  };
}
