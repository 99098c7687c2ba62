import type { Books, Kept, ListedOrder } from './books.ts';
import { totalsOf } from './totals.ts';

/** An order of some units of A, which cost 100 each. */
export const order = (id: string, status: ListedOrder['status'], quantity = 1): ListedOrder => ({
  id,
  status,
  lines: [{ sku: 'A', quantity }],
  total: { amount: 100 * quantity },
});

/** What orders lead to in a shop that applies each of their events once. */
export function keptFor(orders: readonly ListedOrder[]): Kept {
  const books = { balances: [0], available: {}, orders: [orders], kept: [{ notices: [], baskets: [] }] };
  const [due] = totalsOf({ ...books, reserved: {}, ledger: { balances: 0, wallets: 0, others: 0 } }).kept;
  return { notices: due?.notices.missing ?? [], baskets: due?.baskets.missing ?? [] };
}

/**
 * Of a shop with one customer that had a notice and a basket from earlier times, and where each event has taken effect once, unless it is said
 * otherwise.
 */
export function books(
  balance: number,
  units: number,
  orders: readonly ListedOrder[],
  more: Partial<Books> = {},
): Books {
  const { notices, baskets } = keptFor(orders);
  return {
    balances: [balance],
    available: { A: units },
    orders: [orders],
    kept: [{ notices: ['an earlier one', ...notices], baskets: ['an earlier one', ...baskets] }],
    reserved: { A: 0 },
    ledger: { balances: balance, wallets: balance, others: -balance },
    ...more,
  };
}

/** Before the load, of the shop with one customer. */
export const BEFORE = totalsOf(books(1_000, 10, [order('old', 'confirmed')]));
/**
 * After it. One order of before is cancelled meanwhile, one is bought, one refused, one bought and cancelled, and of one nobody knows: it was carried
 * out.
 */
export const ORDERS: readonly ListedOrder[] = [
  order('old', 'cancelled'),
  order('sold', 'confirmed', 2),
  order('refused', 'rejected'),
  order('returned', 'cancelled'),
  order('unheard', 'confirmed'),
];
