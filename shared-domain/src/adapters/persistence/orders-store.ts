import type { Order, OrderStatus, OrdersStore, StoredOrder } from '../../orders/orders.ts';
import { bulkInsert, each, hasChanged, only, type Sql } from './sql.ts';

interface OrderRow {
  id: string;
  customer_id: string;
  status: OrderStatus;
  reason: string | null;
  lines: string;
  amount: number;
  currency: string;
  placed_at: string;
}

interface StoredRow extends OrderRow {
  idempotency_key: string;
  request_hash: string;
}

const ORDER = ['id', 'customer_id', 'status', 'reason', 'lines', 'amount', 'currency', 'placed_at'] as const;
const STORED = [...ORDER, 'idempotency_key', 'request_hash'] as const;
const INSERT = `INSERT INTO orders (${STORED.join(', ')}) VALUES (${STORED.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`;
const SELECT = `SELECT ${ORDER.join(', ')} FROM orders`;
const BY_ID = `${SELECT} WHERE id = ?`;
const BY_KEY = `SELECT ${STORED.join(', ')} FROM orders WHERE customer_id = ? AND idempotency_key = ?`;
const NEWEST = `${SELECT} WHERE customer_id = ? ORDER BY id DESC LIMIT ?`;
const NEWEST_BEFORE = `${SELECT} WHERE customer_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;
const TRANSITION = 'UPDATE orders SET status = ?, reason = COALESCE(?, reason) WHERE id = ? AND status = ?';

const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  customerId: row.customer_id,
  status: row.status,
  reason: row.reason,
  lines: JSON.parse(row.lines),
  total: { amount: row.amount, currency: row.currency },
  placedAt: row.placed_at,
});
const toStored = (row: StoredRow): StoredOrder => ({
  ...toOrder(row),
  idempotency: { key: row.idempotency_key, requestHash: row.request_hash },
});
const toRow = ({ customerId, lines, total, placedAt, idempotency, ...rest }: StoredOrder): StoredRow => ({
  ...rest,
  ...total,
  customer_id: customerId,
  lines: JSON.stringify(lines),
  placed_at: placedAt,
  idempotency_key: idempotency.key,
  request_hash: idempotency.requestHash,
});
const valuesOf = (order: StoredOrder) => {
  const row = toRow(order);
  return STORED.map((column) => row[column]);
};
const orders = each(toOrder);
const insertAll = bulkInsert('orders', STORED);

export function createOrdersStore(sql: Sql): OrdersStore {
  return {
    insert: (order) => sql.change(INSERT, valuesOf(order), hasChanged),
    byId: (orderId) => sql.query(BY_ID, [orderId], only(toOrder)),
    byIdempotencyKey: (customerId, key) => sql.query(BY_KEY, [customerId, key], only(toStored)),

    list: ({ customerId, before, limit }) =>
      before === undefined
        ? sql.query(NEWEST, [customerId, limit], orders)
        : sql.query(NEWEST_BEFORE, [customerId, before, limit], orders),

    transition: (orderId, from, to, reason) =>
      sql.change(TRANSITION, [to, reason ?? null, orderId, from], hasChanged),

    addAll: (added) => insertAll(sql, added.map(toRow)),
  };
}
