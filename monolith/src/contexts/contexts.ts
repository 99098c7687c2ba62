import { CatalogModule } from './catalog.module.ts';
import { IdentityModule } from './identity.module.ts';
import { InventoryModule } from './inventory.module.ts';
import { NotificationsModule } from './notifications.module.ts';
import { OrdersModule } from './orders.module.ts';
import { PaymentsModule } from './payments.module.ts';
import { RecommendationsModule } from './recommendations.module.ts';

/**
 * What the monolith is composed of, a module a context. The lab's build experiment, which grows the shop by copies of its
 * contexts, adds their modules here: it relies on this file and on the beginning of the next line.
 */
export const CONTEXT_MODULES = [
  CatalogModule,
  InventoryModule,
  OrdersModule,
  PaymentsModule,
  NotificationsModule,
  RecommendationsModule,
  IdentityModule,
];
