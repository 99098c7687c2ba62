import { statements } from './statements.ts';

export const catalogTables = statements(
  'catalog',
  1_767_225_600_002,
  [
    `CREATE TABLE products (
       sku TEXT PRIMARY KEY,
       name TEXT NOT NULL,
       description TEXT NOT NULL,
       category TEXT NOT NULL,
       amount INTEGER NOT NULL,
       currency TEXT NOT NULL
     ) STRICT`,
    'CREATE INDEX products_by_category ON products (category, sku)',
  ],
  ['DROP TABLE products'],
);
