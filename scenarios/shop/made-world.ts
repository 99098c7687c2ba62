import fc from 'fast-check';
import type { Books, ListedOrder } from './books.ts';
import type { Asked, Cancellation } from './checkers/checker.ts';
import { keptFor } from './made-books.ts';

export const SKUS = ['A', 'B', 'C'];
const PRICE = 100;
/** What every wallet and every shelf begins with: more than any history of a test can take. */
const PLENTY = 100_000;

/** What a customer does, and what the shop makes of it. */
export const deed = fc.record({
  customer: fc.nat({ max: 2 }),
  sku: fc.constantFrom(...SKUS),
  quantity: fc.integer({ min: 1, max: 5 }),
  becomes: fc.constantFrom('confirmed', 'rejected', 'cancelled'),
  /** Heard of it, did not though it was done, or nothing was done at all. */
  heard: fc.constantFrom('yes', 'no', 'lost'),
  /** How often the answer came: the same request may be sent twice under its key. */
  times: fc.integer({ min: 1, max: 2 }),
  /** Whether the customer heard that the order is cancelled. */
  sure: fc.boolean(),
});
export type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

export interface World {
  readonly books: Books;
  readonly asked: readonly Asked[];
  readonly cancellations: readonly Cancellation[];
}

export const BEFORE: Books = {
  balances: [PLENTY, PLENTY, PLENTY],
  available: Object.fromEntries(SKUS.map((sku) => [sku, PLENTY])),
  orders: [[], [], []],
  kept: [0, 1, 2].map(() => ({ notices: ['earlier 1', 'earlier 2'], baskets: ['earlier'] })),
  reserved: Object.fromEntries(SKUS.map((sku) => [sku, 0])),
  ledger: { balances: 3 * PLENTY, wallets: 3 * PLENTY, others: -3 * PLENTY },
};

/** What a shop that keeps its promises holds after some deeds, and what its customers know of them. */
export function worldAfter(deeds: readonly Deed[]): World {
  const balances = [...BEFORE.balances];
  const available: Record<string, number> = { ...BEFORE.available };
  const orders: ListedOrder[][] = BEFORE.orders.map(() => []);
  const asked: Asked[] = [];
  const cancellations: Cancellation[] = [];
  for (const [index, { customer, sku, quantity, becomes, heard, times, sure }] of deeds.entries()) {
    const key = `key ${index}`;
    const id = `order ${index}`;
    const status = becomes === 'cancelled' ? 'confirmed' : becomes;
    for (let sent = 0; sent < times; sent += 1)
      asked.push({ key, told: heard === 'yes' ? { id, status } : undefined });
    if (heard === 'lost') continue;
    orders[customer]?.push({
      id,
      status: becomes,
      lines: [{ sku, quantity }],
      total: { amount: PRICE * quantity },
    });
    if (becomes === 'rejected') continue;
    if (becomes === 'cancelled') {
      cancellations.push({ orderId: id, told: sure });
      continue;
    }
    balances[customer] = (balances[customer] ?? 0) - PRICE * quantity;
    available[sku] = (available[sku] ?? 0) - quantity;
  }
  const kept = BEFORE.kept.map(({ notices, baskets }, customer) => {
    const due = keptFor(orders[customer] ?? []);
    return { notices: [...notices, ...due.notices], baskets: [...baskets, ...due.baskets] };
  });
  const wallets = balances.reduce((sum, balance) => sum + balance, 0);
  const ledger = { balances: wallets, wallets, others: -wallets };
  return { books: { ...BEFORE, balances, available, orders, kept, ledger }, asked, cancellations };
}
