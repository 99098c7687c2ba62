import { statements } from './statements.ts';

/** The check is a safety net: no reservation may ever promise what is not there. */
export const inventoryTables = statements(
  'inventory',
  1_767_225_600_003,
  [
    `CREATE TABLE stock (
       sku TEXT PRIMARY KEY,
       on_hand INTEGER NOT NULL,
       reserved INTEGER NOT NULL,
       CHECK (reserved BETWEEN 0 AND on_hand)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE reservations (
       order_id TEXT PRIMARY KEY,
       status TEXT NOT NULL,
       lines TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
  ],
  ['DROP TABLE reservations', 'DROP TABLE stock'],
);

/** The same stock without the check, and with the token of the last holder of a lock that wrote it. */
export const unguardedStock = statements(
  'unguardedStock',
  1_767_225_600_200,
  [
    `CREATE TABLE unguarded_stock (
       sku TEXT PRIMARY KEY,
       on_hand INTEGER NOT NULL,
       reserved INTEGER NOT NULL,
       token INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID`,
    'INSERT INTO unguarded_stock (sku, on_hand, reserved) SELECT sku, on_hand, reserved FROM stock',
    'DROP TABLE stock',
    'ALTER TABLE unguarded_stock RENAME TO stock',
  ],
  // Back without the tokens. It fails where more was promised than there is: the check would not hold.
  [
    `CREATE TABLE guarded_stock (
       sku TEXT PRIMARY KEY,
       on_hand INTEGER NOT NULL,
       reserved INTEGER NOT NULL,
       CHECK (reserved BETWEEN 0 AND on_hand)
     ) STRICT, WITHOUT ROWID`,
    'INSERT INTO guarded_stock (sku, on_hand, reserved) SELECT sku, on_hand, reserved FROM stock',
    'DROP TABLE stock',
    'ALTER TABLE guarded_stock RENAME TO stock',
  ],
);
