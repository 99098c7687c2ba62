import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import type { DomainEvent, PriceChanged } from '@lab/shared-domain/kernel/events';
import { connect } from 'amqplib';
import { expect, test } from 'vitest';
import { eventually } from '../behaviour/expectations.ts';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';

/** While each of these is killed and comes back, customers buy and staff change prices. */
const KILLED = ['orders', 'inventory', 'catalog', 'gateway'];
/** So many prices are asked to be changed before each kill, and after the last. */
const CHANGES_BETWEEN = 8;
const CONVERGED_MS = 60_000;

/** Sends events to the gateway and to orders as the relay would, once more. */
async function deliverAgain({ env }: DeployedShop, events: readonly DomainEvent[]): Promise<void> {
  const connection = await connect(env.AMQP_URL ?? '');
  const channel = await connection.createConfirmChannel();
  for (const event of events)
    channel.publish(`${env.AMQP_PREFIX}shop.events`, event.type, Buffer.from(JSON.stringify(event)), {
      ...{ contentType: 'application/json', type: event.type, messageId: event.id, persistent: true },
    });
  await channel.waitForConfirms();
  await connection.close();
}

test('every reader applies every committed event once and ends with what its owners hold, though all of them are killed', async () => {
  const deployed = await deployShop('microservices+replicas=local');
  const shop = new Shop(deployed, ['order-still-pending', 'reads-lag-behind']);
  const opened: { close(): Promise<void> }[] = [];
  const open = async <C extends ContextName>(name: string, contexts: readonly C[]): Promise<Database<C>> => {
    const file = join(deployed.dataDir, `${name}.sqlite`);
    const database = await openDatabase({ file, contexts });
    opened.push(database);
    return database;
  };
  try {
    const staff = await shop.staff();
    const customers = await shop.customers(3);
    const products = await Promise.all([1, 2, 3, 4].map(() => shop.product({ available: 50 })));
    let over = false;
    let changes = 0;
    const whileBusy = async (work: () => Promise<unknown>) => {
      // Whoever is killed leaves some of them without an answer. What was committed counts.
      for (; !over; await sleep(5)) await work().catch(() => undefined);
    };
    const one = () => products[changes % products.length] ?? expect.fail('there are products');
    const busy = [
      ...customers.map((customer) =>
        whileBusy(() => customer.post('/orders', { lines: [{ sku: one().sku, quantity: 1 }] })),
      ),
      whileBusy(() => {
        const { sku, price } = one();
        changes += 1;
        const json = { amount: price.amount + changes, currency: 'EUR' };
        return shop.send({ method: 'PUT', path: `/products/${sku}/price`, json, token: staff });
      }),
    ];
    const goOn = (until = changes + CHANGES_BETWEEN) =>
      eventually('customers and staff to be at it', async () => (changes >= until ? true : undefined));
    for (const name of KILLED) {
      await goOn();
      await deployed.system.kill(name);
      await deployed.system.restart(name);
    }
    await goOn();
    over = true;
    await Promise.all(busy);

    const catalog = await open('catalog', ['catalog']);
    const inventory = await open('inventory', ['inventory']);
    const readers = {
      gateway: await open('gateway', ['identity']),
      orders: await open('orders', ['orders']),
    };
    const [prices, stock] = [await catalog.versions.last(), await inventory.versions.last()];
    expect(prices).toBeGreaterThan(5);
    expect(stock).toBeGreaterThan(5);
    const skus = (await catalog.stores.catalog.list({ limit: 10_000 })).map(({ sku }) => sku);

    // An old price that comes late under an id of its own, and twice what everybody has had.
    const [{ sku } = expect.fail('there are products')] = products;
    const late: PriceChanged = {
      ...{ id: 'late', type: 'product.price-changed', occurredAt: new Date().toISOString() },
      data: { sku, price: { amount: 1, currency: 'EUR' }, version: 1 },
    };
    await deliverAgain(deployed, [late, late]);

    const bySku = <Row extends { readonly sku: string }>(rows: readonly Row[]) =>
      rows.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
    const stockIds = Array.from({ length: stock }, (_, index) => `stock.changed:${index + 1}`);
    // A version is of one change of a price. Nobody notes of which product, so its event is one of these.
    const priceIds = Array.from({ length: prices }, (_, index) =>
      products.map(({ sku }) => `product.price-changed:${sku}:${index + 1}`),
    );
    const isApplied = async (reader: keyof typeof readers, id: string) =>
      (await readers[reader].inbox.appliedBy([reader], id)).length === 1;
    await eventually(
      'every reader to have what its owners hold, and every event',
      async () => {
        const owned = bySku(await catalog.stores.catalog.find(skus));
        for (const { replicas } of Object.values(readers))
          if (JSON.stringify(bySku(await replicas.products(skus))) !== JSON.stringify(owned))
            return undefined;
        const levels = bySku(await inventory.stores.inventory.levels(skus));
        const shown = bySku(await readers.gateway.replicas.levels(skus));
        if (JSON.stringify(shown) !== JSON.stringify(levels)) return undefined;
        for (const id of stockIds) if (!(await isApplied('gateway', id))) return undefined;
        for (const reader of ['gateway', 'orders'] as const)
          for (const ids of priceIds) {
            const applied = await Promise.all(ids.map((id) => isApplied(reader, id)));
            if (applied.filter(Boolean).length !== 1) return undefined;
          }
        const both = await Promise.all([isApplied('gateway', 'late'), isApplied('orders', 'late')]);
        return both.every(Boolean) ? true : undefined;
      },
      CONVERGED_MS,
    );
    for (const database of [catalog, inventory])
      expect(await database.outbox.count()).toMatchObject({ pending: 0 });
  } finally {
    for (const database of opened) await database.close();
    await shop.close();
  }
});
