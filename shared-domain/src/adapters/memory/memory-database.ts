import type { Persistence } from '../stores.ts';
import { createMemoryCatalogStore } from './memory-catalog-store.ts';
import { createMemoryIdentityStore } from './memory-identity-store.ts';
import { createMemoryInventoryStore } from './memory-inventory-store.ts';
import { createMemoryNotificationsStore } from './memory-notifications-store.ts';
import { createMemoryOrdersStore } from './memory-orders-store.ts';
import { createMemoryInbox, createMemoryOutbox } from './memory-outbox-and-inbox.ts';
import { createMemoryPaymentsStore } from './memory-payments-store.ts';
import { createMemoryRecommendationsStore } from './memory-recommendations-store.ts';
import { createMemoryReplicaStore, createMemoryVersions } from './memory-replicas.ts';
import { createMemorySagaLog } from './memory-saga-log.ts';
import { MemoryTables } from './memory-tables.ts';

/** A database of all contexts that is gone with its process. Held to the same conformance suite as the real one. */
export function createMemoryDatabase(): Persistence {
  const tables = new MemoryTables();
  return {
    unitOfWork: tables.unitOfWork,
    stores: {
      identity: createMemoryIdentityStore(tables),
      catalog: createMemoryCatalogStore(tables),
      inventory: createMemoryInventoryStore(tables),
      payments: createMemoryPaymentsStore(tables),
      orders: createMemoryOrdersStore(tables),
      notifications: createMemoryNotificationsStore(tables),
      recommendations: createMemoryRecommendationsStore(tables),
    },
    outbox: createMemoryOutbox(tables),
    inbox: createMemoryInbox(tables),
    sagaLog: createMemorySagaLog(tables),
    versions: createMemoryVersions(tables),
    replicas: createMemoryReplicaStore(tables),
  };
}
