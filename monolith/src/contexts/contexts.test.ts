import 'reflect-metadata';
import { expect, it } from 'vitest';
import { CALLS } from '../tokens.ts';
import { CatalogModule } from './catalog.module.ts';
import { InventoryModule } from './inventory.module.ts';
import { NotificationsModule } from './notifications.module.ts';
import { OrdersModule } from './orders.module.ts';
import { PaymentsModule } from './payments.module.ts';
import { RecommendationsModule } from './recommendations.module.ts';

/** Identity is not among them: it belongs to the edge, in the microservices too. */
const contexts = [
  CatalogModule,
  InventoryModule,
  NotificationsModule,
  OrdersModule,
  PaymentsModule,
  RecommendationsModule,
];

it.each(contexts)('%o is reached in the way that the deployment chose', (module) => {
  const providers: { inject: symbol[] }[] = Reflect.getMetadata('providers', module);
  expect(providers).toHaveLength(1);
  expect(providers[0]?.inject).toContain(CALLS);
});
