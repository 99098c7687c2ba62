import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/persistence/database.ts';
import type { ContextName } from '../src/adapters/stores.ts';

/** Somebody else's connection to a database. */
interface ForeignConnection {
  all(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A folder for each test of a suite, and the path of a database that is made on demand. What a test has opened is closed after it. */
export function databaseOfEachTest() {
  const place = { folder: '', file: '' };
  const opened: Database[] = [];

  beforeEach(async () => {
    place.folder = await mkdtemp(join(tmpdir(), 'shop-'));
    place.file = join(place.folder, 'made on demand', 'shop.sqlite');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    await rm(place.folder, { recursive: true });
  });

  async function open<C extends ContextName>(
    contexts: readonly C[],
    busyTimeoutMs?: number,
  ): Promise<Database<C>> {
    const database = await openDatabase({
      file: place.file,
      contexts,
      ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
    });
    opened.push(database as unknown as Database);
    return database;
  }

  async function foreign(): Promise<ForeignConnection> {
    const connection = new sqlite3.Database(place.file);
    await once(connection, 'open');
    return {
      all: (sql) =>
        new Promise((resolve, reject) =>
          connection.all(sql, (error, rows) =>
            error ? reject(error) : resolve(rows as Record<string, unknown>[]),
          ),
        ),
      close: () =>
        new Promise((resolve, reject) => connection.close((error) => (error ? reject(error) : resolve()))),
    };
  }

  return { place, open, foreign };
}
