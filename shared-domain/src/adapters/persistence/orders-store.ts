import type { Order, OrderStatus, OrdersStore, StoredOrder } from '../../orders/orders.ts';
import { insertAll, type Sql } from './sql.ts';

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
const INSERT =
  `INSERT INTO orders (${STORED.join(', ')}) VALUES (${STORED.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING` as const;
const SELECT = `SELECT ${ORDER.join(', ')} FROM orders`;

const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  customerId: row.customer_id,
  status: row.status,
  reason: row.reason,
  lines: JSON.parse(row.lines),
  total: { amount: row.amount, currency: row.currency },
  placedAt: row.placed_at,
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

export function createOrdersStore(sql: Sql): OrdersStore {
  return {
    async insert(order) {
      const row = toRow(order);
      const values = STORED.map((column) => row[column]);
      return (await sql.change(INSERT, values)) > 0;
    },

    async byId(orderId) {
      const [row] = await sql.query<OrderRow>(`${SELECT} WHERE id = ?`, [orderId]);
      return row && toOrder(row);
    },

    async byIdempotencyKey(customerId, key) {
      const select = `SELECT ${STORED.join(', ')} FROM orders WHERE customer_id = ? AND idempotency_key = ?`;
      const [row] = await sql.query<StoredRow>(select, [customerId, key]);
      return row && { ...toOrder(row), idempotency: { key, requestHash: row.request_hash } };
    },

    async list({ customerId, before, limit }) {
      const newest = 'ORDER BY id DESC LIMIT ?';
      const rows =
        before === undefined
          ? await sql.query<OrderRow>(`${SELECT} WHERE customer_id = ? ${newest}`, [customerId, limit])
          : await sql.query<OrderRow>(`${SELECT} WHERE customer_id = ? AND id < ? ${newest}`, [
              customerId,
              before,
              limit,
            ]);
      return rows.map(toOrder);
    },

    async transition(orderId, from, to, reason) {
      const update = 'UPDATE orders SET status = ?, reason = COALESCE(?, reason) WHERE id = ? AND status = ?';
      return (await sql.change(update, [to, reason ?? null, orderId, from])) > 0;
    },

    addAll: (orders) => insertAll(sql, 'orders', STORED, orders.map(toRow)),
  };
}
