import { statements } from './statements.ts';

export const notificationsTables = statements(
  'notifications',
  1_767_225_600_006,
  [
    `CREATE TABLE notices (
       id TEXT PRIMARY KEY,
       customer_id TEXT NOT NULL,
       order_id TEXT NOT NULL,
       type TEXT NOT NULL,
       text TEXT NOT NULL,
       created_at TEXT NOT NULL
     ) STRICT`,
    `CREATE INDEX notices_newest_first ON notices (customer_id, created_at || '~' || id DESC)`,
  ],
  ['DROP TABLE notices'],
);
