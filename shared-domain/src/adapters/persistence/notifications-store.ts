import type { Notice, NotificationsStore } from '../../notifications/notifications.ts';
import { asIs, bulkInsert, each, nothing, type Sql } from './sql.ts';

const COLUMNS = ['id', 'customer_id', 'order_id', 'type', 'text', 'created_at'] as const;
/** `noticeCursor` in SQL; the index is on this very expression. */
const CURSOR = `created_at || '~' || id`;
const SELECT = `SELECT id, customer_id AS "customerId", order_id AS "orderId", type, text, created_at AS "createdAt"
  FROM notices WHERE customer_id = ?`;
const NEWEST = `${SELECT} ORDER BY ${CURSOR} DESC LIMIT ?`;
const NEWEST_BEFORE = `${SELECT} AND ${CURSOR} < ? ORDER BY ${CURSOR} DESC LIMIT ?`;
const INSERT = `INSERT INTO notices (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const toRow = ({ customerId, orderId, createdAt, ...rest }: Notice) => ({
  ...rest,
  customer_id: customerId,
  order_id: orderId,
  created_at: createdAt,
});
const notices = asIs<Notice>;
const IDS = 'SELECT id FROM notices WHERE customer_id = ?';
const ids = each(({ id }: Pick<Notice, 'id'>) => id);
const insert = bulkInsert('notices', COLUMNS);

export function createNotificationsStore(sql: Sql): NotificationsStore {
  return {
    add: ({ id, customerId, orderId, type, text, createdAt }) =>
      sql.change(INSERT, [id, customerId, orderId, type, text, createdAt], nothing),

    list: ({ customerId, before, limit }) =>
      before === undefined
        ? sql.query(NEWEST, [customerId, limit], notices)
        : sql.query(NEWEST_BEFORE, [customerId, before, limit], notices),

    ids: (customerId) => sql.query(IDS, [customerId], ids),
    addAll: (added) => insert(sql, added.map(toRow)),
  };
}
