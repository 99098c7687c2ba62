import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { nothing, type Sql } from '@lab/shared-domain/adapters/persistence/sql';
import { STORES } from '@lab/shared-domain/adapters/persistence/store-table';
import { expect, it } from 'vitest';
import { waiting } from '../../lab/bin/doctor/shops.mjs';
import { deployShop } from '../deployed-shop.ts';

/** Leaves a note of an event in an outbox that can never be read, so it is tried for ever. */
async function spoil(file: string): Promise<void> {
  const given: Sql[] = [];
  const create = (sql: Sql) => {
    given.push(sql);
    return STORES.catalog.create(sql);
  };
  const stores = { catalog: { ...STORES.catalog, create } };
  const database = await openDatabase({ file, contexts: ['catalog'], stores });
  await given[0]?.change("INSERT INTO outbox (id, event) VALUES ('spoilt', 'not JSON')", [], nothing);
  expect(await database.outbox.count()).toEqual({ pending: 1, parked: 0 });
  await database.close();
}

it('a monolith starts beside a note that it cannot read, and serves', async () => {
  const shop = await deployShop('monolith');
  try {
    await shop.system.kill('monolith');
    await spoil(join(shop.dataDir, 'monolith.sqlite'));
    // Resolves once it is ready.
    await shop.system.restart('monolith');
    expect((await fetch(`${shop.url}/products`)).status).toBe(200);
    expect(waiting(await (await fetch(`${shop.url}/metrics`)).text(), 'shop_outbox_events')).toBe(1);
  } finally {
    await shop.stop();
  }
});
