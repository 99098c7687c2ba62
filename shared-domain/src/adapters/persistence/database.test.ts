import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseOfEachTest } from '../../../test/database-of-each-test.ts';
import { inCall } from '../../kernel/call-context.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { euros } from '../../kernel/money.ts';
import { Timings } from '../../kernel/timings.ts';
import { CONTEXT_NAMES } from '../stores.ts';
import { openDatabase } from './database.ts';

const price = { sku: 'a', name: 'Tea', description: '', category: 'tea', price: euros(1) };

describe('a SQLite database', () => {
  const { place, open, foreign } = databaseOfEachTest();

  it('leaves nothing but its one file when it is closed', async () => {
    const database = await openDatabase({ file: place.file, contexts: ['catalog'] });
    await database.stores.catalog.addAll([price]);
    await database.close();
    const copy = join(place.folder, 'copy.sqlite');
    await copyFile(place.file, copy);
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
    const database = await openDatabase({ file: place.file, contexts: ['catalog'] });
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
    const file = join(place.folder, 'poem.txt');
    await writeFile(file, 'Shall I compare thee to a summer’s day? '.repeat(100));
    await expect(openDatabase({ file, contexts: ['catalog'], busyTimeoutMs: 50 })).rejects.toThrow(
      'not a database',
    );
  });
});
