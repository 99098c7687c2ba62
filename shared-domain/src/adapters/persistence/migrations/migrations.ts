import type { MigrationInterface } from 'typeorm';
import type { ContextName } from '../../stores.ts';
import { createCatalog } from './catalog.ts';
import { createIdentity } from './identity.ts';
import { createInventory } from './inventory.ts';
import { createMessaging } from './messaging.ts';
import { createNotifications } from './notifications.ts';
import { createOrders } from './orders.ts';
import { createPayments } from './payments.ts';
import { createRecommendations } from './recommendations.ts';

export type Migrations = readonly (new () => MigrationInterface)[];

/** Each context's tables have a history of their own, so that a database can hold any selection of contexts. */
export const MIGRATIONS: Readonly<Record<ContextName, Migrations>> = {
  identity: [createIdentity],
  catalog: [createCatalog],
  inventory: [createInventory],
  payments: [createPayments],
  orders: [createOrders],
  notifications: [createNotifications],
  recommendations: [createRecommendations],
};

export const MESSAGING_MIGRATIONS: Migrations = [createMessaging];
