import type { Notice, NotificationsStore } from '../../notifications/notifications.ts';
import { insertAll, type Sql } from './sql.ts';

const COLUMNS = ['id', 'customer_id', 'order_id', 'type', 'text', 'created_at'] as const;
const SELECT = `SELECT id, customer_id AS "customerId", order_id AS "orderId", type, text, created_at AS "createdAt" FROM notices`;
/** `noticeCursor` in SQL; the index is on this very expression. */
const CURSOR = `created_at || '~' || id`;

export function createNotificationsStore(sql: Sql): NotificationsStore {
  return {
    async add({ id, customerId, orderId, type, text, createdAt }) {
      await sql.change(
        `INSERT INTO notices (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        [id, customerId, orderId, type, text, createdAt],
      );
    },

    list({ customerId, before, limit }) {
      const newest = `ORDER BY ${CURSOR} DESC LIMIT ?`;
      return before === undefined
        ? sql.query<Notice>(`${SELECT} WHERE customer_id = ? ${newest}`, [customerId, limit])
        : sql.query<Notice>(`${SELECT} WHERE customer_id = ? AND ${CURSOR} < ? ${newest}`, [
            customerId,
            before,
            limit,
          ]);
    },

    async count(customerId) {
      const [row] = await sql.query<{ many: number }>(
        'SELECT count(*) AS "many" FROM notices WHERE customer_id = ?',
        [customerId],
      );
      return row?.many ?? 0;
    },

    addAll: (notices) =>
      insertAll(
        sql,
        'notices',
        COLUMNS,
        notices.map(({ customerId, orderId, createdAt, ...rest }) => ({
          ...rest,
          customer_id: customerId,
          order_id: orderId,
          created_at: createdAt,
        })),
      ),
  };
}
