import type { InventoryStore, Reservation, StockLevel } from '../../inventory/inventory.ts';
import { ANY, insertAll, type Sql } from './sql.ts';

type ReservationRow = Omit<Reservation, 'lines'> & { lines: string };

export function createInventoryStore(sql: Sql): InventoryStore {
  return {
    levels: (skus) =>
      sql.query<StockLevel>(`SELECT sku, on_hand AS "onHand", reserved FROM stock WHERE sku IN ${ANY}`, [
        JSON.stringify(skus),
      ]),

    async adjust(sku, { onHand, reserved }) {
      const update = 'UPDATE stock SET on_hand = on_hand + ?, reserved = reserved + ? WHERE sku = ?';
      if ((await sql.change(update, [onHand, reserved, sku])) === 0)
        throw new Error(`there is no stock level of ${sku}`);
    },

    async reservation(orderId) {
      const select = 'SELECT order_id AS "orderId", status, lines FROM reservations WHERE order_id = ?';
      const [row] = await sql.query<ReservationRow>(select, [orderId]);
      return row && { ...row, lines: JSON.parse(row.lines) };
    },

    async saveReservation({ orderId, status, lines }) {
      await sql.change(
        `INSERT INTO reservations (order_id, status, lines) VALUES (?, ?, ?)
         ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, lines = excluded.lines`,
        [orderId, status, JSON.stringify(lines)],
      );
    },

    async addAll(levels, reservations) {
      await insertAll(
        sql,
        'stock',
        ['sku', 'on_hand', 'reserved'],
        levels.map(({ sku, onHand, reserved }) => ({ sku, on_hand: onHand, reserved })),
      );
      await insertAll(
        sql,
        'reservations',
        ['order_id', 'status', 'lines'],
        reservations.map(({ orderId, status, lines }) => ({
          order_id: orderId,
          status,
          lines: JSON.stringify(lines),
        })),
      );
    },
  };
}
