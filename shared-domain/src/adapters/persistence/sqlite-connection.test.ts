import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asIs, nothing, type Parameter } from './sql.ts';
import { SqliteConnection, summaryOf } from './sqlite-connection.ts';

async function openHandle(file: string): Promise<sqlite3.Database> {
  const handle = new sqlite3.Database(file);
  await once(handle, 'open');
  return handle;
}

const closeHandle = (handle: sqlite3.Database): Promise<void> =>
  new Promise((resolve, reject) => handle.close((error) => (error ? reject(error) : resolve())));

describe.each([
  ['in any order', false],
  ['in order', true],
])('a connection that runs statements %s', (_, inOrder) => {
  let handle: sqlite3.Database;
  let connection: SqliteConnection;
  const all = (sql: string, ...parameters: Parameter[]) => connection.query(sql, parameters, asIs);
  const change = (sql: string, ...parameters: Parameter[]) =>
    connection.change(sql, parameters, (changed) => changed);

  beforeEach(async () => {
    handle = await openHandle(':memory:');
    connection = new SqliteConnection(handle, { inOrder, waitMs: 10 });
    await change('CREATE TABLE numbers (n INTEGER) STRICT');
  });
  afterEach(() => {
    connection.finalize();
    return closeHandle(handle);
  });

  it('prepares a text once, however many use it at the same time', async () => {
    const prepare = vi.spyOn(sqlite3.Database.prototype, 'prepare');
    const answers = await Promise.all([1, 2, 3].map((n) => all('SELECT ? AS n', n)));
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    expect(prepare).toHaveBeenCalledTimes(1);
    prepare.mockRestore();
  });

  it('tells everybody of a text that cannot be prepared, and tries again later', async () => {
    const select = 'SELECT n FROM later';
    const failures = await Promise.allSettled([all(select), all(select)]);
    for (const failure of failures)
      expect(String((failure as PromiseRejectedResult).reason)).toContain('no such table');
    await change('CREATE TABLE later (n INTEGER)');
    expect(await all(select)).toEqual([]);
  });

  it('tells how many rows each of many changes has changed', async () => {
    expect(await change('INSERT INTO numbers VALUES (1), (2)')).toBe(2);
    expect(await change('UPDATE numbers SET n = n + 1')).toBe(2);
    expect(await change('DELETE FROM numbers WHERE n > 2')).toBe(1);
    expect(await change('DELETE FROM numbers WHERE n > 2')).toBe(0);
  });

  it('goes on after a statement that failed', async () => {
    await expect(change('INSERT INTO numbers VALUES (?)', 'one')).rejects.toThrow('cannot store TEXT');
    await change('INSERT INTO numbers VALUES (?)', 1);
    expect(await all('SELECT n FROM numbers')).toEqual([{ n: 1 }]);
  });

  it('fails where its answer cannot be read, tells who wants to know first, and goes on', async () => {
    const told: unknown[] = [];
    const boom = new Error('boom');
    const unreadable = connection.change(
      'INSERT INTO numbers VALUES (1)',
      [],
      () => {
        throw boom;
      },
      (error) => told.push(error),
    );
    await expect(unreadable.finally(() => expect(told).toEqual([boom]))).rejects.toBe(boom);
    expect(await all('SELECT n FROM numbers')).toEqual([{ n: 1 }]);
  });

  it('fails once it is finalized and its handle closed', async () => {
    const other = await openHandle(':memory:');
    const closed = new SqliteConnection(other, { inOrder, waitMs: 10 });
    await closed.query('SELECT 1', [], asIs);
    closed.finalize();
    await closeHandle(other);
    await expect(closed.query('SELECT 1', [], asIs)).rejects.toThrow('closed');
  });
});

it('runs statements in the order in which they were asked for, prepared or not', async () => {
  const handle = await openHandle(':memory:');
  const connection = new SqliteConnection(handle, { inOrder: true, waitMs: 10 });
  await connection.change('CREATE TABLE numbers (n INTEGER)', [], nothing);
  const texts = Array.from({ length: 50 }, (_, n) => `INSERT INTO numbers VALUES (${n % 7}) /* ${n % 5} */`);
  await Promise.all(texts.map((text) => connection.change(text, [], nothing)));
  const rows = await connection.query('SELECT n FROM numbers ORDER BY rowid', [], asIs<{ n: number }>);
  expect(rows.map(({ n }) => n)).toEqual(texts.map((_, n) => n % 7));
  connection.finalize();
  await closeHandle(handle);
});

/** Without the WAL a writer keeps readers out, as in the WAL only the recovery after a crash does. */
describe('a read that finds the file locked', () => {
  let folder: string;
  let locked: { readonly file: string; unlock(): Promise<void> };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
    const file = join(folder, 'locked.sqlite');
    const handle = await openHandle(file);
    const other = new SqliteConnection(handle, { inOrder: true, waitMs: 0 });
    for (const text of ['CREATE TABLE numbers (n INTEGER)', 'BEGIN EXCLUSIVE'])
      await other.change(text, [], nothing);
    locked = {
      file,
      async unlock() {
        await other.change('COMMIT', [], nothing);
        other.finalize();
        await closeHandle(handle);
      },
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('waits until it is free', async () => {
    const handle = await openHandle(locked.file);
    const reader = new SqliteConnection(handle, { inOrder: false, waitMs: 30_000 });
    const reading = reader.query('SELECT n FROM numbers', [], asIs);
    // One that begins later has waited, too, and has given up.
    const later = await openHandle(locked.file);
    const impatient = new SqliteConnection(later, { inOrder: false, waitMs: 20 });
    await expect(impatient.query('SELECT n FROM numbers', [], asIs)).rejects.toThrow('busy');
    await locked.unlock();
    expect(await reading).toEqual([]);
    reader.finalize();
    await Promise.all([handle, later].map(closeHandle));
  });

  it('says that the database is busy, when that takes too long', async () => {
    const handle = await openHandle(locked.file);
    const reader = new SqliteConnection(handle, { inOrder: false, waitMs: 1 });
    await expect(reader.query('SELECT n FROM numbers', [], asIs)).rejects.toMatchObject({
      name: 'DependencyFailure',
      kind: 'unavailable',
      message: 'the database is busy',
    });
    await locked.unlock();
    expect(await reader.query('SELECT n FROM numbers', [], asIs)).toEqual([]);
    reader.finalize();
    await closeHandle(handle);
  });
});

it.each([
  ['SELECT sku, name FROM products WHERE sku = ?', 'SELECT products'],
  ['INSERT INTO orders (id) VALUES (?) ON CONFLICT DO NOTHING', 'INSERT orders'],
  ['\n  UPDATE stock SET available = ?', 'UPDATE stock'],
  ['BEGIN IMMEDIATE', 'BEGIN'],
  ['COMMIT', 'COMMIT'],
])('sums %s up as %s', (sql, summary) => expect(summaryOf(sql)).toBe(summary));
