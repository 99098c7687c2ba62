import { describe, expect, it, vi } from 'vitest';
import type { Catalog, Product } from '../../catalog/catalog.ts';
import { createCatalog } from '../../catalog/catalog-service.ts';
import { announcedStock } from '../../inventory/announced-stock.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { createInventory } from '../../inventory/inventory-service.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { DomainEvent } from '../../kernel/events.ts';
import { applyOnce } from '../../kernel/exactly-once.ts';
import { euros } from '../../kernel/money.ts';
import { feedOf } from '../../kernel/versions.ts';
import { Replica } from '../../replicas/replica.ts';
import { REPLICA_EVENTS, type ReplicaStore } from '../../replicas/replicas.ts';
import { Random } from '../../seed/random.ts';
import { createMemoryDatabase } from './memory-database.ts';

/** More than a page, so that changes fall between the pages of a snapshot. */
const SKUS = Array.from({ length: 130 }, (_, index) => `sku-${String(index).padStart(3, '0')}`);
/** The few that change, some on the first page and some on the second. */
const BUSY = [...SKUS.slice(0, 3), ...SKUS.slice(-3)];

const product = (sku: string): Product => ({
  ...{ sku, name: `the ${sku}`, description: '', category: 'things', price: euros(100) },
});

/** The owners of prices and stock, and what they have published. */
async function owners() {
  const database = createMemoryDatabase();
  const { stores, unitOfWork, versions } = database;
  const committed: DomainEvent[] = [];
  const events = {
    publish: async (event: DomainEvent) => unitOfWork.afterCommit(() => committed.push(event)),
  };
  await unitOfWork.write(async () => {
    await stores.catalog.addAll(SKUS.map(product));
    await stores.inventory.addAll(
      SKUS.map((sku) => ({ sku, onHand: 1_000, reserved: 0 })),
      [],
    );
  });
  const announcing = { versions, events, clock: systemClock };
  const catalog = createCatalog({ store: stores.catalog, unitOfWork, ...announcing });
  const inventory = createInventory({ store: announcedStock(stores.inventory, announcing), unitOfWork });
  return { catalog, inventory, feed: feedOf(versions), committed };
}

type Owners = Awaited<ReturnType<typeof owners>>;

/** A reader whose life may end and begin anew on its data. */
function reader({ catalog, inventory, feed }: Owners, storeOf = (store: ReplicaStore) => store) {
  const database = createMemoryDatabase();
  const open = () =>
    new Replica({
      reader: 'gateway',
      types: REPLICA_EVENTS.gateway,
      store: storeOf(database.replicas),
      ...{ catalog, inventory },
      feeds: { catalog: feed, inventory: feed },
      onFailure: (error) => expect.fail(String(error)),
    });
  let replica = open();
  return {
    start: () => replica.start(),
    async restart() {
      await replica.stop();
      replica = open();
      await replica.start();
    },
    /** @returns whether it took effect */
    deliver: (event: DomainEvent) =>
      applyOnce(database.unitOfWork, database.inbox, replica.subscription, event),
    get replica() {
      return replica;
    },
  };
}

const contentOf = async ({ catalog, inventory }: { catalog: Catalog; inventory: Inventory }) => ({
  prices: Object.fromEntries(
    (await catalog.find({ skus: SKUS })).map(({ sku, price, name }) => [sku, [name, price.amount]]),
  ),
  stock: Object.fromEntries(
    (await inventory.levels({ skus: SKUS })).map((level) => [level.sku, [level.onHand, level.reserved]]),
  ),
});

const complete = (of: { readonly replica: Replica }) =>
  vi.waitFor(() => expect(of.replica.missing).toEqual([]), { timeout: 10_000, interval: 1 });

/**
 * Changes prices and stock while a reader starts, dies and starts again. Events are delivered late, in any order, and some of them twice.
 *
 * @returns what the owners and the reader hold when every event has been delivered, and how often each event has taken effect
 */
async function live(seed: number, storeOf?: (store: ReplicaStore) => ReplicaStore) {
  const random = new Random(seed, 'replicas');
  const shop = await owners();
  const own = reader(shop, storeOf);
  const waiting: DomainEvent[] = [];
  const effects = new Map<string, number>();
  let heard = 0;
  const deliver = async (event: DomainEvent) => {
    if (await own.deliver(event)) effects.set(event.id, (effects.get(event.id) ?? 0) + 1);
  };
  const orders: string[] = [];
  const steps: readonly (() => Promise<unknown>)[] = [
    () => shop.catalog.changePrice({ sku: random.pick(BUSY), price: euros(random.integer(1, 999)) }),
    () => {
      orders.push(`order-${orders.length}`);
      const lines = [{ sku: random.pick(BUSY), quantity: random.integer(1, 3) }];
      return shop.inventory.reserve({ orderId: orders.at(-1) ?? '', lines });
    },
    () => shop.inventory.commit({ orderId: random.pick(['none', ...orders]) }),
    () => shop.inventory.release({ orderId: random.pick(['none', ...orders]) }),
    async () => {
      const [event] = waiting.splice(random.integer(0, waiting.length), 1);
      if (event) await deliver(event);
    },
    async () => {
      if (shop.committed.length > 0) await deliver(random.pick(shop.committed));
    },
    () => own.restart(),
  ];
  await own.start();
  for (let step = 0; step < 120; step += 1) {
    const which = random.chance(0.03) ? steps.length - 1 : random.integer(0, steps.length - 2);
    await steps[which]?.();
    waiting.push(...shop.committed.slice(heard));
    heard = shop.committed.length;
  }
  await complete(own);
  while (waiting.length > 0) {
    const [event] = waiting.splice(random.integer(0, waiting.length - 1), 1);
    if (event) await deliver(event);
  }
  await own.replica.stop();
  return { shop, replica: own.replica, effects, events: shop.committed };
}

describe('a replica', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'agrees with its owners when all events have arrived, in whatever order and however often (%s)',
    async (seed) => {
      const { shop, replica, effects, events } = await live(seed);
      expect(await contentOf(replica)).toEqual(await contentOf(shop));
      expect(events.length).toBeGreaterThan(20);
      expect([...effects]).toHaveLength(new Set(events.map(({ id }) => id)).size);
      for (const [id, times] of effects) expect(times, id).toBe(1);
    },
    20_000,
  );

  it('would not without versions: the test can fail', async () => {
    let newest = 0;
    const latest = () => {
      newest += 1;
      return newest;
    };
    // Whatever arrives last counts as the newest.
    const withoutVersions = (store: ReplicaStore): ReplicaStore => ({
      ...store,
      putProducts: (products) => store.putProducts(products, latest()),
      putPrice: (sku, price) => store.putPrice(sku, price, latest()),
      putLevels: (levels) => store.putLevels(levels, latest()),
    });
    const agree = await Promise.all(
      [1, 2, 3, 4, 5].map(async (seed) => {
        const { shop, replica } = await live(seed, withoutVersions);
        return JSON.stringify(await contentOf(replica)) === JSON.stringify(await contentOf(shop));
      }),
    );
    expect(agree).toContain(false);
  });

  it('asks the owners until it is complete, and nobody from then on', async () => {
    const shop = await owners();
    const asked: string[] = [];
    const watched = {
      ...shop,
      catalog: {
        ...shop.catalog,
        find: (query: Parameters<Catalog['find']>[0]) => {
          asked.push('find');
          return shop.catalog.find(query);
        },
      },
    };
    const own = reader(watched);
    expect(await own.replica.catalog.find({ skus: ['sku-001'] })).toHaveLength(1);
    expect(asked).toEqual(['find']);
    await own.start();
    await complete(own);
    expect(await own.replica.catalog.find({ skus: ['sku-001', 'sku-999'] })).toEqual([product('sku-001')]);
    expect(asked).toEqual(['find']);
    await own.replica.stop();
  });

  it('serves at once what an earlier life has left, though its owners are down', async () => {
    const shop = await owners();
    const own = reader(shop);
    await own.start();
    await complete(own);
    await own.replica.stop();
    shop.catalog.list = () => Promise.reject(new Error('the catalog is down'));
    const failures: unknown[] = [];
    const database = createMemoryDatabase();
    await database.replicas.putProducts([product('sku-001')], 1);
    await database.replicas.setComplete('products');
    const next = new Replica({
      reader: 'orders',
      types: REPLICA_EVENTS.orders,
      store: database.replicas,
      ...{ catalog: shop.catalog, inventory: shop.inventory },
      feeds: { catalog: shop.feed, inventory: shop.feed },
      onFailure: (error) => failures.push(error),
    });
    await next.start();
    expect(next.missing).toEqual([]);
    expect(await next.catalog.find({ skus: ['sku-001'] })).toEqual([product('sku-001')]);
    await vi.waitFor(() => expect(failures.length).toBeGreaterThan(1), { timeout: 10_000 });
    await next.stop();
  });

  it('is of prices alone where nothing else is read', async () => {
    const shop = await owners();
    const database = createMemoryDatabase();
    const replica = new Replica({
      reader: 'orders',
      types: REPLICA_EVENTS.orders,
      store: database.replicas,
      ...{ catalog: shop.catalog, inventory: shop.inventory },
      feeds: { catalog: shop.feed, inventory: { version: () => expect.fail('nobody needs it') } },
      onFailure: (error) => expect.fail(String(error)),
    });
    await replica.start();
    await complete({ replica });
    expect(await database.replicas.levels(SKUS)).toEqual([]);
    await replica.stop();
  });
});

it('each change of a price is an event of its own, also two in one millisecond', async () => {
  const shop = await owners();
  for (const amount of [1, 2, 1]) await shop.catalog.changePrice({ sku: 'sku-001', price: euros(amount) });
  expect(new Set(shop.committed.map(({ id }) => id)).size).toBe(3);
});
