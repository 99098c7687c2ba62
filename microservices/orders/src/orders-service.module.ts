import type { ServiceParts } from '@lab/chassis/parts';
import { remote } from '@lab/shared-domain/adapters/messages/remote';
import { CATALOG_METHODS, type Catalog } from '@lab/shared-domain/catalog/catalog';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { Saga } from '@lab/shared-domain/kernel/saga';
import { ORDERS_METHODS } from '@lab/shared-domain/orders/orders';
import { createOrders } from '@lab/shared-domain/orders/orders-service';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import { type DynamicModule, Module } from '@nestjs/common';
import { ORDERS, OrdersController } from './orders.controller.ts';
import { SagaLifecycle } from './saga-lifecycle.ts';

/** Orders call the other contexts by messages, and a process is a durable saga over the databases of all of them. */
@Module({})
export class OrdersServiceModule {
  static of({ database, transport, events, offer, logger }: ServiceParts<'orders'>): DynamicModule {
    const { stores, unitOfWork, sagaLog } = database;
    const saga = new Saga({
      unitOfWork,
      log: sagaLog,
      onFailure: ({ error, ...where }) => logger.warn({ ...where, err: error }, 'a saga step failed'),
    });
    const { orders, processes } = createOrders({
      store: stores.orders,
      catalog: remote<Catalog>(transport.rpc, 'catalog', CATALOG_METHODS),
      inventory: remote<Inventory>(transport.rpc, 'inventory', INVENTORY_METHODS),
      payments: remote<Payments>(transport.rpc, 'payments', PAYMENTS_METHODS),
      runner: saga,
      events,
      clock: systemClock,
    });
    return {
      module: OrdersServiceModule,
      controllers: [OrdersController],
      providers: [
        { provide: ORDERS, useValue: offer('orders', orders, ORDERS_METHODS) },
        { provide: SagaLifecycle, useValue: new SagaLifecycle(saga, processes, logger) },
      ],
    };
  }
}
