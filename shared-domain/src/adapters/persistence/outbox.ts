import type { Outbox, OutboxCount } from '../../kernel/events.ts';
import { ANY, type Sql } from './sql.ts';

export function createOutbox(sql: Sql): Outbox {
  return {
    async add(event) {
      await sql.change('INSERT INTO outbox (id, event) VALUES (?, ?) ON CONFLICT DO NOTHING', [
        event.id,
        JSON.stringify(event),
      ]);
    },

    async pending(limit) {
      const rows = await sql.query<{ event: string }>(
        'SELECT event FROM outbox WHERE parked IS NULL ORDER BY position LIMIT ?',
        [limit],
      );
      return rows.map((row) => JSON.parse(row.event));
    },

    /** Forgets them: that they are never applied twice is the inbox's business. */
    async delivered(ids) {
      if (ids.length > 0) await sql.change(`DELETE FROM outbox WHERE id IN ${ANY}`, [JSON.stringify(ids)]);
    },

    async park(id, reason) {
      await sql.change('UPDATE outbox SET parked = ? WHERE id = ?', [reason, id]);
    },

    async count() {
      const [row] = await sql.query<OutboxCount>(
        'SELECT count(*) - count(parked) AS "pending", count(parked) AS "parked" FROM outbox',
      );
      return row ?? { pending: 0, parked: 0 };
    },

    unpark: () => sql.change('UPDATE outbox SET parked = NULL WHERE parked IS NOT NULL'),
  };
}
