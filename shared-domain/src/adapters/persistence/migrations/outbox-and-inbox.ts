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

/**
 * From when the age of an event counts and when it was applied, so that an inbox can forget it, and what it has forgotten so far. What was there, and
 * what programs of an older release add, has no times, and stays. To write all of it anew would keep them waiting who write beside this program.
 */
export const inboxTimes = statements(
  'inboxTimes-expands',
  1_767_225_600_042,
  [
    'ALTER TABLE inbox ADD COLUMN dated_at INTEGER',
    'ALTER TABLE inbox ADD COLUMN applied_at INTEGER',
    'CREATE INDEX inbox_as_applied ON inbox (subscriber, applied_at) WHERE applied_at IS NOT NULL',
    'CREATE TABLE inbox_horizons (subscriber TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  ],
  [
    'DROP TABLE inbox_horizons',
    'DROP INDEX inbox_as_applied',
    'ALTER TABLE inbox DROP COLUMN applied_at',
    'ALTER TABLE inbox DROP COLUMN dated_at',
  ],
);

/** Why an event was put aside; null for one that was not. */
export const parkedEvents = statements(
  'parkedEvents',
  1_767_225_600_009,
  ['ALTER TABLE outbox ADD COLUMN parked TEXT'],
  ['ALTER TABLE outbox DROP COLUMN parked'],
);
