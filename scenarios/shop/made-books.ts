import type { Books, Kept, ListedOrder } from './books.ts';

/** An order of some units of A, which cost 100 each. */
export const order = (id: string, status: ListedOrder['status'], quantity = 1): ListedOrder => ({
  id,
  status,
  lines: [{ sku: 'A', quantity }],
  total: { amount: 100 * quantity },
});

/**
 * Of a shop with one customer that had a notice and a basket from earlier times, and where each event has taken effect once, unless it is said
 * otherwise.
 */
export const books = (
  balance: number,
  units: number,
  orders: ListedOrder[],
  more: Partial<Kept> = {},
): Books => {
  const are = (...wanted: string[]) => orders.filter(({ status }) => wanted.includes(status)).length;
  const notices = 1 + are('confirmed', 'rejected', 'cancelled') + are('cancelled') + (more.notices ?? 0);
  const baskets = 1 + are('confirmed', 'cancelled') + (more.baskets ?? 0);
  return {
    balances: [balance],
    available: { A: units },
    orders: [orders],
    kept: [{ notices, baskets }],
  };
};
