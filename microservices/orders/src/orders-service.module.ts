import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { remote } from '@lab/shared-domain/adapters/messages/remote';
import { CATALOG_METHODS, type Catalog } from '@lab/shared-domain/catalog/catalog';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { ORDERS_METHODS } from '@lab/shared-domain/orders/orders';
import { createOrders } from '@lab/shared-domain/orders/orders-service';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import { type DynamicModule, Module } from '@nestjs/common';
import { OrdersController } from './orders.controller.ts';
import type { OpenedRunner } from './runner.ts';
import { RunnerLifecycle } from './runner-lifecycle.ts';

/** Orders call the other contexts by messages, and a business process goes over the databases of all of them. Prices may be had nearer. */
@Module({})
export class OrdersServiceModule {
  static of(parts: ServiceParts<'orders'>, opened: OpenedRunner): DynamicModule {
    const { database, transport, events, offer, replica } = parts;
    const orders = createOrders({
      store: database.stores.orders,
      catalog: replica?.catalog ?? remote<Catalog>(transport.rpc, 'catalog', CATALOG_METHODS),
      inventory: remote<Inventory>(transport.rpc, 'inventory', INVENTORY_METHODS),
      payments: remote<Payments>(transport.rpc, 'payments', PAYMENTS_METHODS),
      runner: opened.runner,
      events,
      clock: systemClock,
    });
    return {
      module: OrdersServiceModule,
      controllers: [OrdersController],
      providers: [
        { provide: SERVED, useValue: offer('orders', orders, ORDERS_METHODS) },
        { provide: RunnerLifecycle, useValue: new RunnerLifecycle(opened, parts) },
      ],
    };
  }
}
