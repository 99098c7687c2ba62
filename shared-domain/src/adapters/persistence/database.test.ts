import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inCall } from '../../kernel/call-context.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { euros } from '../../kernel/money.ts';
import { Timings } from '../../kernel/timings.ts';
import { CONTEXT_NAMES, type ContextName } from '../stores.ts';
import { type Database, openDatabase } from './database.ts';
import { inboxTimes } from './migrations/outbox-and-inbox.ts';

const price = { sku: 'a', name: 'Tea', description: '', category: 'tea', price: euros(1) };

describe('a SQLite database', () => {
  let folder: string;
  let file: string;
  const opened: Database[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
    file = join(folder, 'made on demand', 'shop.sqlite');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    await rm(folder, { recursive: true });
  });

  async function open<C extends ContextName>(
    contexts: readonly C[],
    busyTimeoutMs?: number,
  ): Promise<Database<C>> {
    const database = await openDatabase({
      file,
      contexts,
      ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
    });
    opened.push(database as unknown as Database);
    return database;
  }

  /** Somebody else's connection. */
  async function foreign(): Promise<{
    all(sql: string): Promise<Record<string, unknown>[]>;
    close(): Promise<void>;
  }> {
    const connection = new sqlite3.Database(file);
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

  it('has the tables of its contexts, outbox and inbox', async () => {
    await open(['catalog', 'inventory']);
    const other = await foreign();
    const tables = await other.all(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    );
    expect(tables.map(({ name }) => name)).toEqual([
      'inbox',
      'inbox_horizons',
      'migrations',
      'outbox',
      'products',
      'replica_complete',
      'replica_prices',
      'replica_products',
      'replica_stock',
      'reservations',
      'stock',
      'versions',
    ]);
    await other.close();
  });

  it('can be opened again, then with further contexts, and keeps its rows', async () => {
    const first = await openDatabase({ file, contexts: ['catalog'] });
    await first.stores.catalog.addAll([price]);
    await first.close();
    const again = await open(['catalog', 'payments']);
    expect(await again.stores.catalog.find(['a'])).toEqual([price]);
    expect(await again.stores.payments.wallet('ada')).toBeUndefined();
  });

  it('leaves what an older release has applied without times, and never forgets it', async () => {
    const older = await openDatabase({ file, contexts: ['catalog'] });
    await older.close();
    const other = await foreign();
    const Migration = inboxTimes;
    await new Migration().down({ query: (sql: string) => other.all(sql) } as unknown as QueryRunner);
    await other.all("DELETE FROM migrations WHERE name LIKE 'inboxTimes%'");
    await other.all(
      "INSERT INTO inbox (subscriber, event_id) VALUES ('catalog', 'example-shop'), ('catalog', 'e')",
    );
    const { inbox } = await open(['catalog']);
    const rows = await other.all('SELECT event_id, dated_at, applied_at FROM inbox ORDER BY event_id');
    expect(rows).toEqual(
      ['e', 'example-shop'].map((id) => ({ event_id: id, dated_at: null, applied_at: null })),
    );
    for (const [id, time] of Object.entries({ young: 1_000, younger: 9_000 }))
      expect(await inbox.firstTime('catalog', id, time, time)).toBe(true);
    // Now the horizon is at 1,000.
    expect(await inbox.prune('catalog', { retentionMs: 1_000, now: 20_000, most: 10 })).toBe(1);
    expect(await inbox.firstTime('catalog', 'e', 1)).toBe(false);
    expect(await inbox.appliedBy(['catalog'], 'example-shop')).toEqual(['catalog']);
    await other.close();
  });

  it.each([
    ['begins with', 'payments-expands1900000000000', undefined],
    ['refuses', 'payments-contracts1900000000000', 'by a newer release (payments-contracts1900000000000)'],
  ])('%s a database to which a newer release has done %s', async (_, migration, refused) => {
    const first = await open(['payments']);
    await first.stores.payments.addAll({
      wallets: [{ customerId: 'ada', balance: euros(500) }],
      ...{ payments: [], entries: [] },
    });
    const other = await foreign();
    await other.all('ALTER TABLE wallets ADD COLUMN moved_at TEXT');
    await other.all(`INSERT INTO migrations (timestamp, name) VALUES (1900000000000, '${migration}')`);
    // The release that is running already goes on in either case: it has its tables.
    await first.unitOfWork.write(() => first.stores.payments.adjustBalance('ada', -100));
    const again = open(['payments']);
    if (refused !== undefined) await expect(again).rejects.toThrow(refused);
    else expect((await (await again).stores.payments.wallet('ada'))?.balance.amount).toBe(400);
    await other.close();
  });

  it('leaves nothing but its one file when it is closed', async () => {
    const database = await openDatabase({ file, contexts: ['catalog'] });
    await database.stores.catalog.addAll([price]);
    await database.close();
    const copy = join(folder, 'copy.sqlite');
    await copyFile(file, copy);
    const copied = await openDatabase({ file: copy, contexts: ['catalog'] });
    expect(await copied.stores.catalog.find(['a'])).toEqual([price]);
    await copied.close();
  });

  it('reads its lists from indexes, without sorting', async () => {
    await open(['catalog', 'orders', 'notifications']);
    const other = await foreign();
    const plan = async (select: string) =>
      (await other.all(`EXPLAIN QUERY PLAN ${select}`)).map(({ detail }) => detail).join('; ');
    const inCategory = await plan(
      `SELECT * FROM products WHERE category = 'x' AND sku > 'y' ORDER BY sku LIMIT 20`,
    );
    const ofCustomer = await plan(
      `SELECT * FROM orders WHERE customer_id = 'x' AND id < 'y' ORDER BY id DESC LIMIT 20`,
    );
    const cursor = `created_at || '~' || id`;
    const notices = await plan(
      `SELECT * FROM notices WHERE customer_id = 'x' AND ${cursor} < 'y' ORDER BY ${cursor} DESC LIMIT 20`,
    );
    const sagas = 'FROM sagas WHERE';
    const ids = '(SELECT value FROM json_each(?))';
    const waiting = await plan(`SELECT id ${sagas} owner = 'x' ORDER BY started_at, id LIMIT 20`);
    const abandoned = await plan(
      `SELECT * ${sagas} lease_until <= 1 AND id NOT IN ${ids} ORDER BY lease_until, started_at, id LIMIT 20`,
    );
    const renewed = await plan(
      `UPDATE sagas SET lease_until = 2 WHERE id IN ${ids} AND owner = 'x' AND lease_until > 1`,
    );
    const released = await plan(
      `UPDATE sagas SET lease_until = 0 WHERE owner >= 'x' AND owner < 'y' AND owner <> 'x1'`,
    );
    expect(inCategory).toBe('SEARCH products USING INDEX products_by_category (category=? AND sku>?)');
    expect(ofCustomer).toBe('SEARCH orders USING INDEX orders_newest_first (customer_id=? AND id<?)');
    expect(notices).toBe('SEARCH notices USING INDEX notices_newest_first (customer_id=? AND <expr><?)');
    expect(waiting).toBe('SEARCH sagas USING COVERING INDEX sagas_by_owner (owner=?)');
    expect(abandoned).toContain('SEARCH sagas USING INDEX sagas_by_lease (lease_until<?)');
    expect(abandoned).not.toContain('TEMP B-TREE');
    expect(renewed).toContain('SEARCH sagas USING INDEX');
    expect(released).toContain('SEARCH sagas USING INDEX sagas_by_owner (owner>? AND owner<?)');
    await other.close();
  });

  it('waits for another connection that writes', async () => {
    const database = await open(['catalog']);
    const other = await foreign();
    await other.all('BEGIN IMMEDIATE');
    const writing = database.stores.catalog.addAll([price]);
    expect(await database.stores.catalog.find(['a'])).toEqual([]);
    await other.all('COMMIT');
    await writing;
    expect(await database.stores.catalog.find(['a'])).toEqual([price]);
    await other.close();
  });

  it('gives up waiting after its busy timeout, and works again afterwards', async () => {
    const database = await open(['catalog'], 50);
    const other = await foreign();
    await other.all('BEGIN IMMEDIATE');
    await expect(database.stores.catalog.addAll([price])).rejects.toMatchObject({
      name: 'DependencyFailure',
      dependency: 'database',
      kind: 'unavailable',
    });
    await other.all('COMMIT');
    await database.stores.catalog.addAll([price]);
    await other.close();
  });

  it('gives up waiting behind a transaction of its own process after its busy timeout', async () => {
    const database = await open(['catalog'], 50);
    let end = (): void => undefined;
    const endless = database.unitOfWork.write(() => new Promise<void>((resolve) => (end = resolve)));
    await expect(database.stores.catalog.addAll([price])).rejects.toBeInstanceOf(DependencyFailure);
    end();
    await endless;
    await database.stores.catalog.addAll([price]);
  });

  it('reports its time, waiting included, to the call', async () => {
    const database = await open(['catalog']);
    const other = await foreign();
    const timings = new Timings();
    await other.all('BEGIN IMMEDIATE');
    const writing = inCall({ correlationId: 'c', timings }, () => database.stores.catalog.addAll([price]));
    const asked = performance.now();
    while (performance.now() < asked + 100) await database.ping();
    await other.all('COMMIT');
    await writing;
    const { db, own } = timings.snapshot();
    expect(db).toBeGreaterThanOrEqual(100);
    // Waiting is all that it did: had it been counted as the call's own time, the two would be alike.
    expect(own).toBeLessThan(db / 2);
    await other.close();
  });

  it('lets transactions under way end before it closes, and refuses later ones', async () => {
    const database = await openDatabase({ file, contexts: ['catalog'] });
    const writes = ['a', 'b', 'c'].map((sku) => database.stores.catalog.addAll([{ ...price, sku }]));
    await database.close();
    await Promise.all(writes);
    await expect(database.stores.catalog.addAll([price])).rejects.toThrow('closed');
    await expect(database.ping()).rejects.toThrow();
    expect(await (await open(['catalog'])).stores.catalog.list({ limit: 9 })).toHaveLength(3);
  });

  it('writes the data of any context anew, and changes nothing by it', async () => {
    const database = await open(CONTEXT_NAMES);
    await database.stores.catalog.addAll([price, { ...price, sku: 'b' }]);
    for (const context of CONTEXT_NAMES)
      expect(await database.rewrite(context)).toBe(context === 'catalog' ? 2 : 0);
    expect(await database.stores.catalog.find(['a'])).toEqual([price]);
  });

  it('answers a ping while its tables can be read, and no longer', async () => {
    const database = await open(['catalog']);
    await database.ping();
    const other = await foreign();
    await other.all('DROP TABLE inbox');
    await expect(database.ping()).rejects.toThrow('inbox');
    await other.close();
  });

  it('refuses a file that is no database', async () => {
    file = join(folder, 'poem.txt');
    await writeFile(file, 'Shall I compare thee to a summer’s day? '.repeat(100));
    await expect(openDatabase({ file, contexts: ['catalog'], busyTimeoutMs: 50 })).rejects.toThrow(
      'not a database',
    );
  });
});
