import type { QueryRunner } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { databaseOfEachTest } from '../../../test/database-of-each-test.ts';
import { euros } from '../../kernel/money.ts';
import { openDatabase } from './database.ts';
import { inboxTimes } from './migrations/outbox-and-inbox.ts';

describe('a SQLite database that is opened again, by this release or another one', () => {
  const { place, open, foreign } = databaseOfEachTest();

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
    const price = { sku: 'a', name: 'Tea', description: '', category: 'tea', price: euros(1) };
    const first = await openDatabase({ file: place.file, contexts: ['catalog'] });
    await first.stores.catalog.addAll([price]);
    await first.close();
    const again = await open(['catalog', 'payments']);
    expect(await again.stores.catalog.find(['a'])).toEqual([price]);
    expect(await again.stores.payments.wallet('ada')).toBeUndefined();
  });

  it('leaves what an older release has applied without times, and never forgets it', async () => {
    const older = await openDatabase({ file: place.file, contexts: ['catalog'] });
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
});
