import type { AddressInfo } from 'node:net';
import type { Duties } from '@lab/shared-domain/adapters/duties/duties';
import { createEdge } from '@lab/shared-domain/adapters/http/edge';
import { EdgeModule } from '@lab/shared-domain/adapters/http/edge.module';
import { openLimit } from '@lab/shared-domain/adapters/http/limits/open-limit';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import * as tokens from '@lab/shared-domain/adapters/http/tokens';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { HttpLimits } from '@lab/shared-domain/adapters/process/limited-server';
import { CONTEXT_NAMES } from '@lab/shared-domain/adapters/stores';
import { createCatalog } from '@lab/shared-domain/catalog/catalog-service';
import { createIdentity } from '@lab/shared-domain/identity/identity-service';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { LocalTransaction } from '@lab/shared-domain/kernel/local-transaction';
import {
  createNotifications,
  notificationsSubscription,
} from '@lab/shared-domain/notifications/notifications-service';
import { createOrders } from '@lab/shared-domain/orders/orders-service';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { ShopOptions } from '@lab/shared-domain/seed/shop-seed';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger, pino } from 'pino';

@Module({})
class InMemoryContexts {}

@Module({})
class InMemoryShop {}

/** All contexts over in-memory fakes, as a Nest module that exports the edge's tokens. */
async function inMemoryContexts(logger: Logger, seed: number, shop: ShopOptions): Promise<DynamicModule> {
  const database = createMemoryDatabase();
  await seedDatabase(database, CONTEXT_NAMES, seed, shop);
  const { stores, unitOfWork, versions } = database;
  const clock = systemClock;
  const events = new LocalEvents({
    ...database,
    onFailure: ({ error, ...where }) =>
      logger.error({ ...where, err: error }, 'an event could not be delivered yet'),
  });
  events.subscribe(notificationsSubscription({ store: stores.notifications }));
  events.subscribe(recommendationsSubscription({ store: stores.recommendations }));

  const catalog = createCatalog({ store: stores.catalog, unitOfWork, events, versions, clock });
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
  readonly limits?: HttpLimits;
  readonly operatorPages?: boolean;
  /** What is done for each request besides; the usual duties without. */
  readonly duties?: Duties;
  /** What the edge takes on, as a process's settings say it. */
  readonly limit?: Parameters<typeof openLimit>[0];
  /** What a request meets on its way to the contexts. */
  readonly obstacle?: () => Promise<void>;
  /** Gets a line for each request; without it nobody does. */
  readonly logger?: Logger;
}

/** The fourth composition, for tests: the whole shop in this process, over fakes, on a port of its own. */
export async function startInMemoryShop(
  options: InMemoryOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const logger = options.logger ?? pino({ level: 'silent' });
  const registry = createRegistry({ process: 'in-memory' });
  const contexts = await inMemoryContexts(logger, options.seed, { size: options.size ?? 'small' });
  const { operatorPages = true, jwtSecret } = options;
  const duties = options.duties && { duties: options.duties };
  const edge = EdgeModule.register({ imports: [contexts], jwtSecret, registry, operatorPages, ...duties });
  const limit = options.limit && (await openLimit(options.limit, registry, logger));
  const app = await createEdge(
    { module: InMemoryShop, imports: [edge] },
    {
      ...{ logger, registry, operatorPages, limit, obstacle: options.obstacle },
      ...duties,
      ...(options.limits && { limits: options.limits }),
    },
  );
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await app.close();
      await limit?.close();
    },
  };
}
