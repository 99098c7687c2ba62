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
