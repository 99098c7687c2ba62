import { statements } from './statements.ts';

const NOW = `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`;

/**
 * The history of the stock, and what the tables knew so far as its beginning. The tables stay behind empty: what happens from now on is
 * known to the history alone. A position is never given twice, as no row is ever removed.
 */
export const inventoryEvents = statements(
  'inventoryEvents',
  1_767_225_600_030,
  [
    `CREATE TABLE inventory_events (
       position INTEGER PRIMARY KEY,
       stream TEXT NOT NULL,
       version INTEGER NOT NULL CHECK (version > 0),
       type TEXT NOT NULL,
       schema INTEGER NOT NULL CHECK (schema > 0),
       data TEXT NOT NULL,
       recorded_at INTEGER NOT NULL,
       UNIQUE (stream, version)
     ) STRICT`,
    `CREATE TRIGGER inventory_events_never_change BEFORE UPDATE ON inventory_events
     BEGIN SELECT RAISE(ABORT, 'an event never changes'); END`,
    `CREATE TRIGGER inventory_events_are_kept BEFORE DELETE ON inventory_events
     BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END`,
    `CREATE TABLE inventory_snapshots (
       stream TEXT PRIMARY KEY,
       version INTEGER NOT NULL,
       on_hand INTEGER NOT NULL,
       reserved INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO inventory_events (stream, version, type, schema, data, recorded_at)
     SELECT 'stock-' || sku, 1, 'stock.opened', 1,
       json_object('onHand', on_hand, 'reserved', reserved), ${NOW} FROM stock ORDER BY sku`,
    `INSERT INTO inventory_events (stream, version, type, schema, data, recorded_at)
     SELECT 'order-' || order_id, 1, 'reservation.opened', 1,
       json_object('status', status, 'lines', json(lines)), ${NOW} FROM reservations ORDER BY order_id`,
    'DELETE FROM stock',
    'DELETE FROM reservations',
  ],
  // The way back loses what has happened since: the tables have nothing of it.
  ['DROP TABLE inventory_snapshots', 'DROP TABLE inventory_events'],
);
