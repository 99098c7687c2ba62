import type { MigrationInterface } from 'typeorm';
import type { ContextName, Stores } from '../stores.ts';
import { createCatalogStore } from './catalog-store.ts';
import { createIdentityStore } from './identity-store.ts';
import { createInventoryStore } from './inventory-store.ts';
import { catalogTables } from './migrations/catalog.ts';
import { identityTables } from './migrations/identity.ts';
import { inventoryTables } from './migrations/inventory.ts';
import { notificationsTables } from './migrations/notifications.ts';
import { ordersTables, sagaIndexes, sagaLeaseOrder, sagaLeases } from './migrations/orders.ts';
import { paymentsTables } from './migrations/payments.ts';
import { recommendationsTables } from './migrations/recommendations.ts';
import { createNotificationsStore } from './notifications-store.ts';
import { createOrdersStore } from './orders-store.ts';
import { createPaymentsStore } from './payments-store.ts';
import { createRecommendationsStore } from './recommendations-store.ts';
import type { Sql } from './sql.ts';

export type Migrations = readonly (new () => MigrationInterface)[];

/** How one context keeps its data in a database. */
export interface StoreSpec<Store> {
  /** Its tables, with a history of their own, so that a database can hold any selection of contexts. */
  readonly migrations: Migrations;
  readonly create: (sql: Sql) => Store;
  /** Writes every row of the main table anew, as it is. */
  readonly rewrite: string;
}

export type StoreTable = { readonly [C in ContextName]: StoreSpec<Stores[C]> };

/** The usual stores. A composition may put another in the place of any, see `DatabaseOptions.stores`. */
export const STORES: StoreTable = {
  identity: {
    migrations: [identityTables],
    create: createIdentityStore,
    rewrite: 'UPDATE accounts SET name = name',
  },
  catalog: {
    migrations: [catalogTables],
    create: createCatalogStore,
    rewrite: 'UPDATE products SET name = name',
  },
  inventory: {
    migrations: [inventoryTables],
    create: createInventoryStore,
    rewrite: 'UPDATE stock SET on_hand = on_hand',
  },
  payments: {
    migrations: [paymentsTables],
    create: createPaymentsStore,
    rewrite: 'UPDATE wallets SET amount = amount',
  },
  orders: {
    migrations: [ordersTables, sagaLeases, sagaIndexes, sagaLeaseOrder],
    create: createOrdersStore,
    rewrite: 'UPDATE orders SET status = status',
  },
  notifications: {
    migrations: [notificationsTables],
    create: createNotificationsStore,
    rewrite: 'UPDATE notices SET text = text',
  },
  recommendations: {
    migrations: [recommendationsTables],
    create: createRecommendationsStore,
    rewrite: 'UPDATE baskets SET skus = skus',
  },
};
