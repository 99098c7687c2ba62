import type { CatalogStore } from '../catalog/catalog.ts';
import type { IdentityStore } from '../identity/identity.ts';
import type { InventoryStore } from '../inventory/inventory.ts';
import type { Inbox, Outbox } from '../kernel/events.ts';
import type { SagaLog } from '../kernel/saga-log.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Versions } from '../kernel/versions.ts';
import type { NotificationsStore } from '../notifications/notifications.ts';
import type { OrdersStore } from '../orders/orders.ts';
import type { PaymentsStore } from '../payments/payments.ts';
import type { RecommendationsStore } from '../recommendations/recommendations.ts';
import type { ReplicaStore } from '../replicas/replicas.ts';

/** Where each context keeps its data. */
export interface Stores {
  readonly identity: IdentityStore;
  readonly catalog: CatalogStore;
  readonly inventory: InventoryStore;
  readonly payments: PaymentsStore;
  readonly orders: OrdersStore;
  readonly notifications: NotificationsStore;
  readonly recommendations: RecommendationsStore;
}

export type ContextName = keyof Stores;

/** All of them. */
export const CONTEXT_NAMES: readonly ContextName[] = [
  'identity',
  'catalog',
  'inventory',
  'payments',
  'orders',
  'notifications',
  'recommendations',
];

/** One database as the domain sees it: stores of some contexts that share a unit of work. */
export interface Persistence<C extends ContextName = ContextName> {
  readonly unitOfWork: UnitOfWork;
  readonly stores: Pick<Stores, C>;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  /** Usable where `orders` is among the contexts. */
  readonly sagaLog: SagaLog;
  /** Of the changes of what the file holds. */
  readonly versions: Versions;
  /** What its owner keeps of other contexts' data; empty where it keeps none. */
  readonly replicas: ReplicaStore;
}
