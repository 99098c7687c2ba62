import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inCall } from '../../kernel/call-context.ts';
import { euros } from '../../kernel/money.ts';
import { type Database, type DatabaseOptions, type Durability, openDatabase } from './database.ts';
import { asIs, type Sql } from './sql.ts';
import { STORES } from './store-table.ts';

/** A hundred times as long as the caller waits who is in a hurry. ms. */
const PATIENCE = 5_000;
const IS_BUSY = { name: 'DependencyFailure', kind: 'unavailable', message: 'the database is busy' };

const tea = { sku: 'tea', name: 'Tea', description: '', category: 'drinks', price: euros(1) };
const milk = { ...tea, sku: 'milk', name: 'Milk' };

describe('the writer of a database', () => {
  let folder: string;
  let file: string;
  let database: Database<'catalog'>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'writer-'));
    file = join(folder, 'shop.sqlite');
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  async function open(options: Partial<DatabaseOptions<'catalog'>>): Promise<void> {
    database = await openDatabase({ file, contexts: ['catalog'], ...options });
  }

  // 2 is FULL, 1 is NORMAL: https://sqlite.org/pragma.html#pragma_synchronous
  const asked: [string, Durability | undefined, number][] = [
    ['unless it is told otherwise', undefined, 2],
    ['with full durability', 'full', 2],
    ['with normal durability only at checkpoints', 'normal', 1],
  ];
  it.each(asked)('waits for the disk %s', async (_, durability, synchronous) => {
    const given: Sql[] = [];
    const catalog: typeof STORES.catalog = {
      ...STORES.catalog,
      create(sql) {
        given.push(sql);
        return STORES.catalog.create(sql);
      },
    };
    await open({ stores: { catalog }, ...(durability && { durability }) });
    // Within a transaction the writer is asked, and outside of one the reader.
    const answer = await database.unitOfWork.write(async () =>
      given[0]?.query('PRAGMA synchronous', [], asIs),
    );
    expect(answer).toEqual([{ synchronous }]);
  });

  /** While somebody else writes: a caller with a deadline and one without ask for their turn. */
  async function expectOnlyTheFirstToGiveUp(end: () => unknown): Promise<void> {
    const hurried = inCall({ correlationId: 'c', deadline: Date.now() + 50 }, () =>
      database.stores.catalog.addAll([tea]),
    );
    const patient = database.stores.catalog.addAll([milk]);
    await expect(hurried).rejects.toMatchObject(IS_BUSY);
    await end();
    await patient;
    // A late write would have come before this one.
    expect(await database.stores.catalog.find(['tea', 'milk'])).toEqual([milk]);
  }

  it("waits behind its own process no longer than until its caller's deadline", async () => {
    await open({ busyTimeoutMs: PATIENCE });
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const long = database.unitOfWork.write(() => ended);
    await expectOnlyTheFirstToGiveUp(end);
    await long;
  });

  it("waits behind another process no longer than until its caller's deadline", async () => {
    await open({ busyTimeoutMs: PATIENCE });
    const other = new sqlite3.Database(file);
    await once(other, 'open');
    const run = (sql: string) =>
      new Promise<void>((resolve, reject) => other.exec(sql, (error) => (error ? reject(error) : resolve())));
    await run('BEGIN IMMEDIATE');
    try {
      await expectOnlyTheFirstToGiveUp(() => run('COMMIT'));
    } finally {
      await new Promise<void>((resolve) => other.close(() => resolve()));
    }
  });
});
