import { statements } from './statements.ts';

/** The number of the last change that somebody may keep a replica of. */
export const versionTable = statements(
  'versions',
  1_767_225_600_020,
  ['CREATE TABLE versions (last INTEGER NOT NULL) STRICT', 'INSERT INTO versions (last) VALUES (0)'],
  ['DROP TABLE versions'],
);

/** Empty where nobody keeps one. A price has a table of its own, because its change may come before its product. */
export const replicaTables = statements(
  'replicas',
  1_767_225_600_021,
  [
    `CREATE TABLE replica_products (
       sku TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       description TEXT NOT NULL,
       category TEXT NOT NULL
     ) STRICT`,
    `CREATE TABLE replica_prices (
       sku TEXT PRIMARY KEY,
       amount INTEGER NOT NULL,
       currency TEXT NOT NULL,
       version INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE replica_stock (
       sku TEXT PRIMARY KEY,
       on_hand INTEGER NOT NULL,
       reserved INTEGER NOT NULL,
       version INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID`,
    'CREATE TABLE replica_complete (part TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  ],
  [
    'DROP TABLE replica_complete',
    'DROP TABLE replica_stock',
    'DROP TABLE replica_prices',
    'DROP TABLE replica_products',
  ],
);
