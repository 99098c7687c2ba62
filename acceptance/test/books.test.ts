import { describe, expect, it } from 'vitest';
import type { Order } from '../behaviour/contract.ts';
import type { Customer } from '../behaviour/customer.ts';
import { type Books, mistakes } from '../books.ts';
import type { Wish } from '../restless-customers.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' as const });
const order = (id: string, status: Order['status'], quantity = 1): Order => ({
  id,
  customerId: 'cus-001',
  status,
  reason: status === 'rejected' ? 'out-of-stock' : null,
  lines: [{ sku: 'A', name: 'A', unitPrice: euros(100), quantity }],
  total: euros(100 * quantity),
  placedAt: '2026-01-01T00:00:00.000Z',
});
const customer = { email: 'one@shop.example' } as Customer;
const wish = (orderId: string, status: number, cancelled?: number): Wish => ({
  customer,
  key: `key of ${orderId}`,
  lines: [],
  status,
  orderId,
  ...(cancelled !== undefined && { cancelled }),
});
const books = (balance: number, units: number, orders: Order[]): Books => ({
  balances: new Map([[customer.email, balance]]),
  available: new Map([['A', units]]),
  orders,
});

const before = books(1_000, 10, [order('old', 'confirmed')]);
const wishes = [wish('sold', 201), wish('refused', 409), wish('returned', 201, 200)];
const orders = [
  order('old', 'confirmed'),
  order('sold', 'confirmed', 2),
  order('refused', 'rejected'),
  order('returned', 'cancelled'),
];

/** A checker that cannot fail proves nothing. */
describe('the books', () => {
  it('are in order when every cent and every unit is accounted for', () => {
    expect(mistakes(before, books(800, 8, orders), wishes)).toEqual([]);
  });

  it.each([
    ['an order charged twice', books(600, 8, orders), wishes, /wallet .* holds 200 too little/],
    ['money that was not given back', books(700, 8, orders), wishes, /wallet .* holds 100 too little/],
    ['an order that was not charged', books(1_000, 8, orders), wishes, /wallet .* holds -200 too little/],
    ['stock that was not given back', books(800, 7, orders), wishes, /1 too few of A/],
    ['stock sold twice', books(800, 9, orders), wishes, /-1 too few of A/],
    [
      'an order that does not end',
      books(800, 8, [...orders, order('stuck', 'pending')]),
      [...wishes, wish('stuck', 201)],
      /pending/,
    ],
    ['an order that is lost', books(800, 8, orders), [...wishes, wish('lost', 201)], /is gone/],
    [
      'two orders under one key',
      books(700, 7, [...orders, order('twin', 'confirmed')]),
      wishes,
      /twin was asked for by nobody/,
    ],
    [
      'one order under two keys',
      books(800, 8, orders),
      [...wishes, wish('sold', 201)],
      /4 keys led to 3 orders/,
    ],
    [
      'a promise that was taken back',
      books(800, 8, orders),
      [...wishes.slice(0, 1), wish('refused', 201), ...wishes.slice(2)],
      /now rejected/,
    ],
    [
      'a refusal that was not meant',
      books(800, 8, orders),
      [wish('sold', 409), ...wishes.slice(1)],
      /was refused \(409\), now confirmed/,
    ],
    [
      'a cancellation without effect',
      books(800, 8, orders),
      [wish('sold', 201, 200), ...wishes.slice(1)],
      /was cancelled, now confirmed/,
    ],
  ])('show %s', (_name, after, asked, mistake) => {
    expect(mistakes(before, after, asked).join('\n')).toMatch(mistake);
  });
});
