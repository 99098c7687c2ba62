import { statements } from './statements.ts';

export const ordersTables = statements(
  'orders',
  1_767_225_600_005,
  [
    `CREATE TABLE orders (
       id TEXT PRIMARY KEY,
       customer_id TEXT NOT NULL,
       status TEXT NOT NULL,
       reason TEXT,
       lines TEXT NOT NULL,
       amount INTEGER NOT NULL,
       currency TEXT NOT NULL,
       placed_at TEXT NOT NULL,
       idempotency_key TEXT NOT NULL,
       request_hash TEXT NOT NULL
     ) STRICT`,
    'CREATE INDEX orders_newest_first ON orders (customer_id, id DESC)',
    'CREATE UNIQUE INDEX orders_by_idempotency_key ON orders (customer_id, idempotency_key)',
    `CREATE TABLE sagas (
       id TEXT PRIMARY KEY,
       process TEXT NOT NULL,
       context TEXT NOT NULL,
       position INTEGER NOT NULL,
       direction TEXT NOT NULL,
       refusal TEXT,
       started_at INTEGER NOT NULL
     ) STRICT`,
  ],
  ['DROP TABLE sagas', 'DROP TABLE orders'],
);

export const sagaLeases = statements(
  'sagaLeases',
  1_767_225_600_008,
  [
    `ALTER TABLE sagas ADD COLUMN owner TEXT NOT NULL DEFAULT ''`,
    'ALTER TABLE sagas ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0',
  ],
  ['ALTER TABLE sagas DROP COLUMN lease_until', 'ALTER TABLE sagas DROP COLUMN owner'],
);

/** For those who look for what nobody drives, and for what waits, however much of the other there is. {@link sagaLeaseOrder} has the first anew. */
export const sagaIndexes = statements(
  'sagaIndexes',
  1_767_225_600_040,
  [
    'CREATE INDEX sagas_by_lease ON sagas (lease_until)',
    'CREATE INDEX sagas_by_owner ON sagas (owner, started_at, id)',
  ],
  ['DROP INDEX sagas_by_owner', 'DROP INDEX sagas_by_lease'],
);

/** Who takes over takes some, in this order: a sort would read all that nobody drives, each time. */
export const sagaLeaseOrder = statements(
  'sagaLeaseOrder',
  1_767_225_600_041,
  ['DROP INDEX sagas_by_lease', 'CREATE INDEX sagas_by_lease ON sagas (lease_until, started_at, id)'],
  ['DROP INDEX sagas_by_lease', 'CREATE INDEX sagas_by_lease ON sagas (lease_until)'],
);
