import { CATALOG, INVENTORY, ORDERS, PAYMENTS } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { Catalog } from '@lab/shared-domain/catalog/catalog';
import type { Inventory } from '@lab/shared-domain/inventory/inventory';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { ORDERS_METHODS } from '@lab/shared-domain/orders/orders';
import { createOrders } from '@lab/shared-domain/orders/orders-service';
import type { Payments } from '@lab/shared-domain/payments/payments';
import { Module } from '@nestjs/common';
import { DATABASE, EVENTS, OFFER, RUNNER } from '../tokens.ts';
import { CatalogModule } from './catalog.module.ts';
import { InventoryModule } from './inventory.module.ts';
import { PaymentsModule } from './payments.module.ts';

/** Orders call the other contexts directly, and a business process may be one transaction over the tables of all of them. */
@Module({
  imports: [CatalogModule, InventoryModule, PaymentsModule],
  providers: [
    {
      provide: ORDERS,
      inject: [OFFER, DATABASE, EVENTS, RUNNER, CATALOG, INVENTORY, PAYMENTS],
      useFactory: (
        offer: Offer,
        { stores }: Database,
        events: LocalEvents,
        runner: BusinessProcessRunner,
        catalog: Catalog,
        inventory: Inventory,
        payments: Payments,
      ) => {
        const orders = createOrders({
          store: stores.orders,
          catalog,
          inventory,
          payments,
          events,
          runner,
          clock: systemClock,
        });
        return offer('orders', orders, ORDERS_METHODS);
      },
    },
  ],
  exports: [ORDERS],
})
export class OrdersModule {}
