import { type Rpc, remote } from '@lab/shared-domain/adapters/messages/remote';
import { CATALOG_METHODS, type Catalog } from '@lab/shared-domain/catalog/catalog';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import { NOTIFICATIONS_METHODS, type Notifications } from '@lab/shared-domain/notifications/notifications';
import { ORDERS_METHODS, type Orders } from '@lab/shared-domain/orders/orders';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import {
  RECOMMENDATIONS_METHODS,
  type Recommendations,
} from '@lab/shared-domain/recommendations/recommendations';

export interface RemoteContexts {
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly notifications: Notifications;
  readonly recommendations: Recommendations;
}

/** The contexts as the gateway sees them: the same interfaces, each behind a message. */
export const remoteContexts = (rpc: Rpc): RemoteContexts => ({
  catalog: remote<Catalog>(rpc, 'catalog', CATALOG_METHODS),
  inventory: remote<Inventory>(rpc, 'inventory', INVENTORY_METHODS),
  orders: remote<Orders>(rpc, 'orders', ORDERS_METHODS),
  payments: remote<Payments>(rpc, 'payments', PAYMENTS_METHODS),
  notifications: remote<Notifications>(rpc, 'notifications', NOTIFICATIONS_METHODS),
  recommendations: remote<Recommendations>(rpc, 'recommendations', RECOMMENDATIONS_METHODS),
});
