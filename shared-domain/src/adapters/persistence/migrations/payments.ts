import { statements } from './statements.ts';

/** The check is a safety net: no wallet may ever be overdrawn. */
export const paymentsTables = statements(
  'payments',
  1_767_225_600_004,
  [
    `CREATE TABLE wallets (
       customer_id TEXT PRIMARY KEY,
       amount INTEGER NOT NULL CHECK (amount >= 0),
       currency TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE payments (
       order_id TEXT PRIMARY KEY,
       customer_id TEXT NOT NULL,
       amount INTEGER NOT NULL,
       currency TEXT NOT NULL,
       status TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE ledger (
       transfer TEXT NOT NULL,
       account TEXT NOT NULL,
       amount INTEGER NOT NULL,
       PRIMARY KEY (transfer, account)
     ) STRICT, WITHOUT ROWID`,
  ],
  ['DROP TABLE ledger', 'DROP TABLE payments', 'DROP TABLE wallets'],
);
