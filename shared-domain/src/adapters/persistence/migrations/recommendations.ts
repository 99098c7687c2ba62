import { statements } from './statements.ts';

export const recommendationsTables = statements(
  'recommendations',
  1_767_225_600_007,
  [
    `CREATE TABLE baskets (
       position INTEGER PRIMARY KEY,
       order_id TEXT NOT NULL UNIQUE,
       customer_id TEXT NOT NULL,
       skus TEXT NOT NULL
     ) STRICT`,
  ],
  ['DROP TABLE baskets'],
);
