import sqlite3 from 'sqlite3';
import { DataSource } from 'typeorm';
import type { ContextName, Persistence, Stores } from '../stores.ts';
import { WAIT_MS, whileBusy } from './busy.ts';
import { createInbox } from './inbox.ts';
import { inboxTimes, outboxAndInboxTables, parkedEvents } from './migrations/outbox-and-inbox.ts';
import { replicaTables, versionTable } from './migrations/replicas.ts';
import { onlyExpands } from './migrations/statements.ts';
import { createOutbox } from './outbox.ts';
import { createReplicaStore } from './replica-store.ts';
import { createSagaLog } from './saga-log.ts';
import { howMany, nothing } from './sql.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteConnections } from './sqlite-connections.ts';
import { type Migrations, STORES, type StoreTable } from './store-table.ts';
import { createVersions } from './versions.ts';

/**
 * `full`: nothing that was committed. `normal`: the last transactions, each of them whole. The file is consistent either way.
 * https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous
 */
export type Durability = 'full' | 'normal';

/** Of every database. */
const SHARED: Migrations = [outboxAndInboxTables, parkedEvents, versionTable, replicaTables, inboxTimes];

export interface DatabaseOptions<C extends ContextName> {
  /** Path of the SQLite file; made, with its folder, when missing. */
  readonly file: string;
  /** Whose tables the file holds. */
  readonly contexts: readonly C[];
  /** Stores in the place of the usual ones, for the contexts that are to keep their data in another way. */
  readonly stores?: Partial<StoreTable>;
  /** What a power cut may take away. Default `full`. */
  readonly durability?: Durability;
  /** How long a write waits for its turn, behind those of this process and of others, before it fails. ms. */
  readonly busyTimeoutMs?: number;
}

export interface Database<C extends ContextName = ContextName> extends Persistence<C> {
  /** Rejects when the database cannot be read. */
  ping(): Promise<void>;
  /** How many transactions have committed since it was opened. */
  commits(): number;
  /** Writes the rows of a context's main table anew, as they are, as long jobs do. @returns how many. */
  rewrite(context: C): Promise<number>;
  /** Lets the transactions under way end, then closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date. Any number of processes may do so with one file at once.
 *
 * @throws when the file cannot be opened, or stays locked by another process for `busyTimeoutMs`.
 */
export async function openDatabase<C extends ContextName>(options: DatabaseOptions<C>): Promise<Database<C>> {
  const { file, contexts, durability = 'full', busyTimeoutMs = 5_000 } = options;
  const giveUpAt = Date.now() + busyTimeoutMs;
  const table: StoreTable = { ...STORES, ...options.stores };
  const migrations = [...SHARED, ...contexts.flatMap((context) => table[context].migrations)];
  const writer = await connect(file, giveUpAt, migrations);
  // A reader writes nothing.
  await writer.query(`PRAGMA synchronous = ${durability}`);
  await migrate(writer, giveUpAt, table);
  const reader = await connect(file, giveUpAt);
  const connections = new SqliteConnections(
    new SqliteConnection(await handleOf(writer), { inOrder: true, waitMs: WAIT_MS }),
    // In WAL mode a read waits for one thing only: that another process rebuilds the log's index after a crash.
    new SqliteConnection(await handleOf(reader), { inOrder: false, waitMs: busyTimeoutMs }),
    busyTimeoutMs,
  );
  const stores = Object.fromEntries(contexts.map((context) => [context, table[context].create(connections)]));
  return {
    unitOfWork: connections.unitOfWork,
    stores: stores as Pick<Stores, C>,
    outbox: createOutbox(connections),
    inbox: createInbox(connections),
    sagaLog: createSagaLog(connections),
    versions: createVersions(connections),
    replicas: createReplicaStore(connections),
    async ping() {
      await connections.query('SELECT event_id FROM inbox LIMIT 1', [], nothing);
    },
    commits: () => connections.commits,
    rewrite: (context) => connections.change(table[context].rewrite, [], howMany),
    async close() {
      await connections.close();
      await reader.destroy();
      await writer.destroy();
    },
  };
}

/** `sqlite3` as TypeORM takes it, but for its `verbose`, which TypeORM calls: it records a stack for every call of the process. */
const DRIVER = { Database: sqlite3.Database, verbose: () => DRIVER };

async function connect(file: string, giveUpAt: number, migrations: Migrations = []): Promise<DataSource> {
  const source = await whileBusy(giveUpAt, () =>
    new DataSource({
      type: 'sqlite',
      database: file,
      driver: DRIVER,
      enableWAL: true,
      migrations: [...migrations],
    }).initialize(),
  );
  return source;
}

/** What TypeORM's statements run on, too. */
const handleOf = (source: DataSource): Promise<sqlite3.Database> => source.createQueryRunner().connect();

/**
 * TypeORM's own transaction would begin deferred, and two processes that migrate at once would both read "no tables".
 *
 * @throws when the file has been written with other stores: what these would read of it, if anything, is outdated. A newer release may have added to it
 */
async function migrate(source: DataSource, giveUpAt: number, table: StoreTable): Promise<void> {
  const runner = source.createQueryRunner();
  await whileBusy(giveUpAt, () => runner.query('BEGIN IMMEDIATE'));
  try {
    await source.runMigrations({ transaction: 'none' });
    const known = [...SHARED, ...Object.values(table).flatMap(({ migrations }) => migrations)];
    const names = new Set(known.map((Migration) => new Migration().name));
    const done: { name: string }[] = await runner.query('SELECT name FROM migrations');
    const foreign = done.filter(({ name }) => !names.has(name) && !onlyExpands(name));
    if (foreign.length > 0)
      throw new Error(
        `the database was written with other stores, or by a newer release (${foreign.map(({ name }) => name).join(', ')})`,
      );
    await runner.query('COMMIT');
  } catch (error) {
    await runner.query('ROLLBACK');
    throw error;
  }
}
