import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { EdgeModule } from '../adapters/http/edge.module.ts';
import { createEdge } from '../adapters/http/edge.ts';
import { createRegistry } from '../adapters/http/observability/metrics.ts';
import * as tokens from '../adapters/http/tokens.ts';
import { createMemoryDatabase } from '../adapters/memory/memory-database.ts';
import { CONTEXT_NAMES } from '../adapters/stores.ts';
import { createCatalog } from '../catalog/catalog-service.ts';
import { createIdentity } from '../identity/identity-service.ts';
import { createInventory } from '../inventory/inventory-service.ts';
import { systemClock } from '../kernel/clock.ts';
import { LocalEvents } from '../kernel/local-events.ts';
import { LocalTransaction } from '../kernel/local-transaction.ts';
import { createNotifications, notificationsSubscription } from '../notifications/notifications-service.ts';
import { createOrders } from '../orders/orders-service.ts';
import { createPayments } from '../payments/payments-service.ts';
import {
  createRecommendations,
  recommendationsSubscription,
} from '../recommendations/recommendations-service.ts';
import { seedDatabase } from '../seed/seed-database.ts';
import type { ShopOptions } from '../seed/shop-seed.ts';

@Module({})
class InMemoryContexts {}

@Module({})
class InMemoryShop {}

/** All contexts over in-memory fakes, as a Nest module that exports the edge's tokens. */
async function inMemoryContexts(logger: Logger, seed: number, shop: ShopOptions): Promise<DynamicModule> {
  const database = createMemoryDatabase();
  await seedDatabase(database, CONTEXT_NAMES, seed, shop);
  const { stores, unitOfWork } = database;
  const clock = systemClock;
  const events = new LocalEvents({
    ...database,
    onFailure: ({ error, ...where }) =>
      logger.error({ ...where, err: error }, 'an event could not be delivered yet'),
  });
  events.subscribe(notificationsSubscription({ store: stores.notifications }));
  events.subscribe(recommendationsSubscription({ store: stores.recommendations }));

  const catalog = createCatalog({ store: stores.catalog, unitOfWork, events, clock });
  const inventory = createInventory({ store: stores.inventory, unitOfWork });
  const payments = createPayments({ store: stores.payments, unitOfWork });
  const runner = new LocalTransaction(unitOfWork);
  const orders = createOrders({
    store: stores.orders,
    catalog,
    inventory,
    payments,
    events,
    runner,
    clock,
  });
  const providers = [
    { provide: tokens.CATALOG, useValue: catalog },
    { provide: tokens.INVENTORY, useValue: inventory },
    { provide: tokens.PAYMENTS, useValue: payments },
    { provide: tokens.ORDERS, useValue: orders },
    { provide: tokens.NOTIFICATIONS, useValue: createNotifications({ store: stores.notifications }) },
    { provide: tokens.RECOMMENDATIONS, useValue: createRecommendations({ store: stores.recommendations }) },
    { provide: tokens.IDENTITY, useValue: createIdentity({ store: stores.identity }) },
    { provide: tokens.READINESS, useValue: async () => [] },
  ];
  return { module: InMemoryContexts, providers, exports: providers };
}

export interface InMemoryOptions extends ShopOptions {
  readonly jwtSecret: string;
  readonly seed: number;
}

/** The fourth composition, for tests: the whole shop in this process, over fakes, on a port of its own. */
export async function startInMemoryShop(
  options: InMemoryOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const logger = pino({ level: 'silent' });
  const registry = createRegistry({ process: 'in-memory' });
  const contexts = await inMemoryContexts(logger, options.seed, { size: options.size ?? 'small' });
  const edge = EdgeModule.register({ imports: [contexts], jwtSecret: options.jwtSecret, registry });
  const app = await createEdge({ module: InMemoryShop, imports: [edge] }, { logger, registry });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => app.close() };
}
