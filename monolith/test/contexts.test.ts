import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEdge } from '@lab/shared-domain/adapters/http/edge';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import * as tokens from '@lab/shared-domain/adapters/http/tokens';
import { type Interceptor, offerWith } from '@lab/shared-domain/adapters/offer';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { CONTEXT_NAMES } from '@lab/shared-domain/adapters/stores';
import type { Catalog } from '@lab/shared-domain/catalog/catalog';
import type { Inventory } from '@lab/shared-domain/inventory/inventory';
import { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { LocalTransaction } from '@lab/shared-domain/kernel/local-transaction';
import type { Notifications } from '@lab/shared-domain/notifications/notifications';
import type { Orders } from '@lab/shared-domain/orders/orders';
import type { Payments } from '@lab/shared-domain/payments/payments';
import { openRanker } from '@lab/shared-domain/recommendations/ranking/open-ranker';
import type { Recommendations } from '@lab/shared-domain/recommendations/recommendations';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { INestApplicationContext } from '@nestjs/common';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MonolithModule } from '../src/monolith.module.ts';

const seen: string[] = [];
const noting: Interceptor = ({ pattern }, next) => {
  return (payload) => {
    seen.push(pattern);
    return next(payload);
  };
};

let folder: string;
let database: Database;
let shop: INestApplicationContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-'));
  database = await openDatabase({ file: join(folder, 'shop.sqlite'), contexts: CONTEXT_NAMES });
  await seedDatabase(database, CONTEXT_NAMES, 1, { size: 'small' });
  const events = new LocalEvents({
    ...database,
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const registry = createRegistry({ process: 'test' });
  const parts = {
    ...{
      database,
      events,
      runner: new LocalTransaction(database.unitOfWork),
      ranker: await openRanker({ RANKING: 'js' }),
      offer: offerWith(noting),
      waitingFor: async () => [],
    },
    ...{ jwtSecret: 'x'.repeat(32), registry, optionalPartMs: 500, operatorPages: true },
  };
  shop = await createEdge(MonolithModule.of(parts), { logger: pino({ enabled: false }), registry });
});
beforeEach(() => void seen.splice(0));
afterAll(async () => {
  await shop.close();
  await database.close();
  await rm(folder, { recursive: true });
});

const get = <T>(token: symbol) => shop.get<T>(token, { strict: false });
const customerId = 'nobody';

/** Identity is not among them: it belongs to the edge, in the microservices too. */
it.each<[string, () => Promise<unknown>]>([
  ['catalog.list', () => get<Catalog>(tokens.CATALOG).list({ limit: 1 })],
  ['inventory.levels', () => get<Inventory>(tokens.INVENTORY).levels({ skus: [] })],
  ['orders.list', () => get<Orders>(tokens.ORDERS).list({ customerId, limit: 1 })],
  ['payments.wallet', () => get<Payments>(tokens.PAYMENTS).wallet({ customerId })],
  ['notifications.list', () => get<Notifications>(tokens.NOTIFICATIONS).list({ customerId, limit: 1 })],
  [
    'recommendations.forCustomer',
    () => get<Recommendations>(tokens.RECOMMENDATIONS).forCustomer({ customerId, limit: 1 }),
  ],
])('the edge reaches %s in the way that the deployment chose', async (pattern, call) => {
  await call();
  expect(seen).toEqual([pattern]);
});

it('the contexts reach each other so, too', async () => {
  const [product] = (await get<Catalog>(tokens.CATALOG).list({ limit: 1 })).items;
  seen.splice(0);
  const lines = [{ sku: product?.sku ?? '', quantity: 1 }];
  const placed = await get<Orders>(tokens.ORDERS).place({ customerId, lines, idempotencyKey: 'k' });
  expect(placed).toMatchObject({ ok: true, value: { status: 'rejected', reason: 'unknown-customer' } });
  expect(seen).toEqual(['orders.place', 'catalog.find', 'inventory.reserve', 'payments.charge']);
});
