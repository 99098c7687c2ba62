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
  /** By customer, in what both differ from what the customer's orders must have led to. */
  readonly kept: readonly { readonly [K in keyof Kept]: Difference }[];
}

/** Ids that are missing, and ids that are there and should not be, each as often as it is so. */
export interface Difference {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
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
      return { notices: difference(notices, due.notices), baskets: difference(baskets, due.baskets) };
    }),
  };
}

/** What orders' events must have led to: an order that was cancelled had been confirmed before. */
const dueFor = (orders: readonly ListedOrder[]): Kept => ({
  notices: orders.flatMap(({ id, status }) => WAYS[status].map((type) => `order.${type}:${id}`)),
  baskets: orders.flatMap(({ id, status }) => (WAYS[status].includes('confirmed') ? [id] : [])),
});

/** What an order has gone through until it is what it is: an event each. */
const WAYS: Readonly<Record<ListedOrder['status'], readonly string[]>> = {
  pending: [],
  confirmed: ['confirmed'],
  rejected: ['rejected'],
  cancelled: ['confirmed', 'cancelled'],
};

const difference = (is: readonly string[], due: readonly string[]): Difference => ({
  missing: without(due, is),
  extra: without(is, due),
});

/** What is left of some ids where others are taken away, each as often as it is there. */
export function without(ids: readonly string[], others: readonly string[]): string[] {
  const away = new Map<string, number>();
  for (const id of others) away.set(id, (away.get(id) ?? 0) + 1);
  return ids.filter((id) => {
    const many = away.get(id) ?? 0;
    away.set(id, many - 1);
    return many <= 0;
  });
}

const many = (orders: readonly ListedOrder[], ...wanted: ListedOrder['status'][]): number =>
  orders.filter(({ status }) => wanted.includes(status)).length;

const standing = (orders: readonly ListedOrder[]): ListedOrder[] =>
  orders.filter(({ status }) => status === 'confirmed');
