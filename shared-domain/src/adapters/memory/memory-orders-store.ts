import type { Order, OrdersStore, StoredOrder } from '../../orders/orders.ts';
import type { MemoryTables } from './memory-tables.ts';

const publicPart = ({ idempotency: _, ...order }: StoredOrder): Order => order;
const keyOf = (customerId: string, key: string): string => JSON.stringify([customerId, key]);

export function createMemoryOrdersStore(tables: MemoryTables): OrdersStore {
  const orders = tables.table<StoredOrder>();
  const idsByKey = tables.table<string>();

  const insert = (order: StoredOrder): boolean => {
    const key = keyOf(order.customerId, order.idempotency.key);
    if (orders.get(order.id) || idsByKey.get(key)) return false;
    orders.set(order.id, order);
    idsByKey.set(key, order.id);
    return true;
  };

  return {
    insert: (order) => tables.change(() => insert(order)),

    async byId(orderId) {
      const order = orders.get(orderId);
      return order && publicPart(order);
    },

    async byIdempotencyKey(customerId, key) {
      const id = idsByKey.get(keyOf(customerId, key));
      return id === undefined ? undefined : orders.get(id);
    },

    async list({ customerId, before, limit }) {
      return orders
        .all()
        .filter((order) => order.customerId === customerId && (before === undefined || order.id < before))
        .sort((a, b) => (a.id > b.id ? -1 : 1))
        .slice(0, limit)
        .map(publicPart);
    },

    transition: (orderId, from, to, reason) =>
      tables.change(() => {
        const order = orders.get(orderId);
        if (order?.status !== from) return false;
        orders.set(orderId, { ...order, status: to, reason: reason ?? order.reason });
        return true;
      }),

    addAll: (added) =>
      tables.change(() => {
        for (const order of added)
          if (!insert(order)) throw new Error(`UNIQUE constraint failed: ${order.id}`);
      }),
  };
}
