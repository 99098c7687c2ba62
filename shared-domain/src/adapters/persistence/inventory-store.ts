import type { InventoryStore, Reservation, StockLevel } from '../../inventory/inventory.ts';
import { ANY, asIs, bulkInsert, hasChanged, nothing, only, type Sql } from './sql.ts';

type ReservationRow = Omit<Reservation, 'lines'> & { lines: string };

const SELECT = 'SELECT sku, on_hand AS "onHand", reserved FROM stock';
const LEVELS = `${SELECT} WHERE sku IN ${ANY}`;
/** Most questions are for one: SQLite makes no table of it first. */
const LEVEL = `${SELECT} WHERE sku = ?`;
const ADJUST = `UPDATE stock SET on_hand = on_hand + (value ->> 1), reserved = reserved + (value ->> 2)
  FROM json_each(?) WHERE sku = value ->> 0`;
/** Each wanted product has enough left, and nothing is known of the order. Then all of them are reserved. */
const RESERVE_IF_LEFT = `UPDATE stock SET reserved = reserved + (value ->> 1) FROM json_each(?)
  WHERE sku = value ->> 0 AND NOT EXISTS (SELECT 1 FROM reservations WHERE order_id = ?)
  AND NOT EXISTS (
    SELECT 1 FROM json_each(?) AS wanted LEFT JOIN stock AS shelf ON shelf.sku = wanted.value ->> 0
    WHERE (shelf.on_hand - shelf.reserved >= wanted.value ->> 1) IS NOT TRUE)`;
const RESERVATION = 'SELECT order_id AS "orderId", status, lines FROM reservations WHERE order_id = ?';
const SAVE = `INSERT INTO reservations (order_id, status, lines) VALUES (?, ?, ?)
  ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, lines = excluded.lines`;

const toReservation = (row: ReservationRow): Reservation => ({ ...row, lines: JSON.parse(row.lines) });
const stockRow = ({ sku, onHand, reserved }: StockLevel) => ({ sku, on_hand: onHand, reserved });
const reservationRow = ({ orderId, status, lines }: Reservation) => ({
  order_id: orderId,
  status,
  lines: JSON.stringify(lines),
});
const insertStock = bulkInsert('stock', ['sku', 'on_hand', 'reserved']);
const insertReservations = bulkInsert('reservations', ['order_id', 'status', 'lines']);

export function createInventoryStore(sql: Sql): InventoryStore {
  return {
    levels: (skus) =>
      skus.length === 1
        ? sql.query(LEVEL, skus, asIs<StockLevel>)
        : sql.query(LEVELS, [JSON.stringify(skus)], asIs<StockLevel>),

    adjust(deltas) {
      const rows = deltas.map(({ sku, onHand, reserved }) => [sku, onHand, reserved]);
      return sql.change(ADJUST, [JSON.stringify(rows)], (changed) => {
        if (changed === deltas.length) return;
        throw new Error(`there is no stock level of one of ${deltas.map(({ sku }) => sku).join(', ')}`);
      });
    },

    reserveIfLeft: (orderId, lines) =>
      sql.write(async () => {
        const wanted = JSON.stringify(lines.map(({ sku, quantity }) => [sku, quantity]));
        const held = await sql.change(RESERVE_IF_LEFT, [wanted, orderId, wanted], hasChanged);
        if (held) await sql.change(SAVE, [orderId, 'held', JSON.stringify(lines)], nothing);
        return held;
      }),

    reservation: (orderId) => sql.query(RESERVATION, [orderId], only(toReservation)),

    saveReservation: ({ orderId, status, lines }) =>
      sql.change(SAVE, [orderId, status, JSON.stringify(lines)], nothing),

    async addAll(levels, reservations) {
      await insertStock(sql, levels.map(stockRow));
      await insertReservations(sql, reservations.map(reservationRow));
    },
  };
}
