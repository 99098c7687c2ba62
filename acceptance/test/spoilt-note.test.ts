import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { nothing, type Sql } from '@lab/shared-domain/adapters/persistence/sql';
import { STORES } from '@lab/shared-domain/adapters/persistence/store-table';
import { expect, it, vi } from 'vitest';
import { waiting } from '../../lab/bin/doctor/shops.mjs';
import { deployShop } from '../deployed-shop.ts';

/** Leaves a note in an outbox that is no event. */
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

it('a monolith starts beside a note that it cannot read, serves, and shows the note to an operator', async () => {
  const shop = await deployShop('monolith');
  try {
    await shop.system.kill('monolith');
    await spoil(join(shop.dataDir, 'monolith.sqlite'));
    // Resolves once it is ready.
    await shop.system.restart('monolith');
    expect((await fetch(`${shop.url}/products`)).status).toBe(200);
    await vi.waitFor(
      async () => {
        const metrics = await (await fetch(`${shop.url}/metrics`)).text();
        const parked = ['shop_outbox_events', 'shop_dead_letters'].map((name) => waiting(metrics, name));
        expect(parked).toEqual([0, 1]);
      },
      { timeout: 10_000 },
    );
    expect(await shop.operate('monolith', 'redrive')).toBe('monolith: a dead letter tried again; 1 left');
  } finally {
    await shop.stop();
  }
});
