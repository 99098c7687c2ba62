import { statements } from './statements.ts';

export const identityTables = statements(
  'identity',
  1_767_225_600_001,
  [
    `CREATE TABLE accounts (
       id TEXT PRIMARY KEY,
       email TEXT NOT NULL UNIQUE,
       name TEXT NOT NULL,
       role TEXT NOT NULL,
       password_hash TEXT NOT NULL
     ) STRICT`,
  ],
  ['DROP TABLE accounts'],
);
