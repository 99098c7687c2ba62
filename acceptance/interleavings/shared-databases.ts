import type { Books } from '@lab/scenarios/shop/books';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { Order } from '@lab/shared-domain/orders/orders';
import { mistakesByOrder } from './order-by-order.ts';

/** More than a shop of a test has of anything. */
const MOST = 100;

/**
 * All shops share them, each with a product and a customer of its own: the runtime never lets go of the storage that a database has for its
 * ambient transaction, and each promise gets slower by every one of them.
 */
export const DATABASES = {
  orders: createMemoryDatabase(),
  inventory: createMemoryDatabase(),
  payments: createMemoryDatabase(),
};

/** What a shop has for itself. */
interface Own {
  readonly customer: string;
  readonly sku: string;
}

const ordersOf = ({ customer }: Pick<Own, 'customer'>): Promise<Order[]> =>
  DATABASES.orders.stores.orders.list({ customerId: customer, limit: MOST });

/** The books, as far as they have been committed. Events count as applied when they have been. */
export async function booksOf({ customer, sku }: Own): Promise<Books> {
  const { orders, inventory, payments } = DATABASES;
  const events = await orders.outbox.pending(MOST);
  const [level] = await inventory.stores.inventory.levels([sku]);
  const wallet = await payments.stores.payments.wallet(customer);
  return {
    balances: [wallet?.balance.amount ?? Number.NaN],
    available: { [sku]: (level?.onHand ?? Number.NaN) - (level?.reserved ?? Number.NaN) },
    orders: [await ordersOf({ customer })],
    kept: [
      {
        notices: events.map(({ id }) => id),
        baskets: events.flatMap((event) => (event.type === 'order.confirmed' ? [event.data.orderId] : [])),
      },
    ],
    reserved: { [sku]: level?.reserved ?? Number.NaN },
    ledger: await payments.stores.payments.totals(),
  };
}

/** What is wrong with a customer's orders, each looked at by itself. */
export async function mistakesOf(own: Pick<Own, 'customer'>): Promise<string[]> {
  const { inventory, payments } = DATABASES;
  const effects = { payments: payments.stores.payments, inventory: inventory.stores.inventory };
  return mistakesByOrder(await ordersOf(own), effects);
}

/** Takes all events away. */
export async function forgetEvents(): Promise<void> {
  const { outbox } = DATABASES.orders;
  await outbox.delivered((await outbox.pending(MOST)).map(({ id }) => id));
}
