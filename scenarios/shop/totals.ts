import type { Books, Kept, ListedOrder } from './books.ts';

/** What no order changes: an order only moves money and units. And how many orders there are. */
export interface Totals {
  /** What each customer has, plus what the customer has spent on confirmed orders; minor units. */
  readonly wallets: readonly number[];
  /** Available units of each sku, plus those in confirmed orders. */
  readonly shelves: Readonly<Record<string, number>>;
  /** Orders of all customers, whatever became of them. */
  readonly orders: number;
  /** Those of them that have been confirmed, even if they were cancelled later. */
  readonly succeeded: number;
  /** What each customer has of either, beyond what the customer's orders account for. */
  readonly kept: readonly Kept[];
}

export function totalsOf({ balances, available, orders, kept }: Books): Totals {
  const sold = new Map<string, number>();
  for (const { lines } of orders.flatMap(standing))
    for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  const spent = (own: readonly ListedOrder[] = []) =>
    standing(own).reduce((sum, { total }) => sum + total.amount, 0);
  return {
    wallets: balances.map((balance, customer) => balance + spent(orders[customer])),
    shelves: Object.fromEntries(
      Object.entries(available).map(([sku, units]) => [sku, units + (sold.get(sku) ?? 0)]),
    ),
    orders: orders.flat().length,
    succeeded: many(orders.flat(), 'confirmed', 'cancelled'),
    kept: kept.map(({ notices, baskets }, customer) => {
      const due = dueFor(orders[customer] ?? []);
      return { notices: notices - due.notices, baskets: baskets - due.baskets };
    }),
  };
}

/** What orders' events must have led to: an order that was cancelled had been confirmed before. */
const dueFor = (orders: readonly ListedOrder[]): Kept => ({
  notices: many(orders, 'confirmed', 'rejected', 'cancelled') + many(orders, 'cancelled'),
  baskets: many(orders, 'confirmed', 'cancelled'),
});

const many = (orders: readonly ListedOrder[], ...wanted: ListedOrder['status'][]): number =>
  orders.filter(({ status }) => wanted.includes(status)).length;

const standing = (orders: readonly ListedOrder[]): ListedOrder[] =>
  orders.filter(({ status }) => status === 'confirmed');
