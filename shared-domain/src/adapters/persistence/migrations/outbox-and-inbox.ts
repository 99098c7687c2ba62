import { statements } from './statements.ts';

export const outboxAndInboxTables = statements(
  // The name under which databases remember that they have them.
  'messaging',
  1_767_225_600_000,
  [
    `CREATE TABLE outbox (
       position INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       event TEXT NOT NULL
     ) STRICT`,
    `CREATE TABLE inbox (
       subscriber TEXT NOT NULL,
       event_id TEXT NOT NULL,
       PRIMARY KEY (subscriber, event_id)
     ) STRICT, WITHOUT ROWID`,
  ],
  ['DROP TABLE inbox', 'DROP TABLE outbox'],
);

/** Why an event was put aside; null for one that was not. */
export const parkedEvents = statements(
  'parkedEvents',
  1_767_225_600_009,
  ['ALTER TABLE outbox ADD COLUMN parked TEXT'],
  ['ALTER TABLE outbox DROP COLUMN parked'],
);
