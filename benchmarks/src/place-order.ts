import { copyFile, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { CONTEXT_NAMES } from '@lab/shared-domain/adapters/stores';
import { createCatalog } from '@lab/shared-domain/catalog/catalog-service';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { LocalTransaction } from '@lab/shared-domain/kernel/local-transaction';
import { notificationsSubscription } from '@lab/shared-domain/notifications/notifications-service';
import { createOrders } from '@lab/shared-domain/orders/orders-service';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { recommendationsSubscription } from '@lab/shared-domain/recommendations/recommendations-service';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { SEED, type Wish, wish } from './example-orders.ts';
import { openBareShop } from './place-order-bare.ts';
import { FIGURES } from './selection.ts';

/** One at a time: SQLite has one writer, so more would only queue, and both sides would queue alike. */
const IN_FLIGHT = 1;

/** Orders through the domain, transactions and TypeORM of the monolith, without HTTP, beside the SQL alone. */
export function placeOrder(workDir: string): Benchmark {
  return {
    id: FIGURES.placeOrder,
    counted: 'orders',
    target: 0.85,
    meaning:
      'what domain, unit of work and stores leave of the speed of the same SQL statements written by hand on sqlite3',
    async open() {
      const folder = await mkdtemp(join(workDir, 'place-order-'));
      const files = { layered: join(folder, 'layered.sqlite'), bare: join(folder, 'bare.sqlite') };
      await seedShop(files.layered);
      await copyFile(files.layered, files.bare);
      const layered = await openLayeredShop(files.layered);
      const bare = await openBareShop(files.bare);
      return {
        layered: placing(layered.place, layered.settled),
        bare: placing(async (wish) => bare.deliver((await bare.confirm(wish)).event)),
        async close() {
          await layered.close();
          await bare.close();
        },
      };
    },
  };
}

function placing(place: (wish: Wish) => Promise<void>, settled: () => Promise<unknown> = async () => {}) {
  let placed = 0;
  return async (ms: number) => {
    const block = await closedLoop(() => place(wish(placed++)), { inFlight: IN_FLIGHT, ms });
    await settled();
    return block;
  };
}

/** Makes a database of all contexts with the example shop in it, and closes it. */
export async function seedShop(file: string): Promise<void> {
  const database = await openDatabase({ file, contexts: CONTEXT_NAMES });
  await seedDatabase(database, CONTEXT_NAMES, SEED);
  await database.close();
}

/** The monolith's composition of what placing an order needs. */
export async function openLayeredShop(file: string) {
  const database = await openDatabase({ file, contexts: CONTEXT_NAMES });
  const { stores, unitOfWork, versions } = database;
  const onFailure = ({ error }: { error: unknown }) => process.emitWarning(String(error));
  const events = new LocalEvents({ ...database, onFailure });
  events.subscribe(notificationsSubscription({ store: stores.notifications }));
  events.subscribe(recommendationsSubscription({ store: stores.recommendations }));
  const context = { unitOfWork, events, clock: systemClock };
  const orders = createOrders({
    ...context,
    store: stores.orders,
    catalog: createCatalog({ ...context, versions, store: stores.catalog }),
    inventory: createInventory({ unitOfWork, store: stores.inventory }),
    payments: createPayments({ unitOfWork, store: stores.payments }),
    runner: new LocalTransaction(unitOfWork),
  });
  return {
    async place(wish: Wish): Promise<void> {
      const placed = await orders.place(wish);
      if (!placed.ok) throw new Error(placed.detail);
      if (placed.value.status !== 'confirmed') throw new Error(`an order was ${placed.value.status}`);
    },
    /** Transactions are served in order, so an empty one ends after the last event has been applied. */
    settled: () => unitOfWork.write(async () => undefined),
    async close() {
      await events.stop();
      await database.close();
    },
  };
}
