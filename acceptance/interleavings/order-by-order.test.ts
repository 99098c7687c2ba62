import type { Reservation } from '@lab/shared-domain/inventory/inventory';
import { euros } from '@lab/shared-domain/kernel/money';
import type { Order } from '@lab/shared-domain/orders/orders';
import type { Payment } from '@lab/shared-domain/payments/payments';
import { expect, it } from 'vitest';
import { mistakesByOrder } from './order-by-order.ts';

/** Two units of tea, in two lines, for 100 cents. */
const order = (id: string, status: Order['status']): Order => ({
  ...{ id, status, customerId: 'c', reason: null, placedAt: '', total: euros(100) },
  lines: [1, 2].map(() => ({ sku: 'tea', name: '', unitPrice: euros(50), quantity: 1 })),
});
const paid = (orderId: string, status: Payment['status'], amount = 100): Payment => ({
  ...{ orderId, status, customerId: 'c', amount: euros(amount) },
});
const kept = (orderId: string, status: Reservation['status'], quantity = 2): Reservation => ({
  ...{ orderId, status, lines: status === 'void' ? [] : [{ sku: 'tea', quantity }] },
});

const found = (
  orders: readonly Order[],
  payments: readonly Payment[],
  reservations: readonly Reservation[],
): Promise<string[]> =>
  mistakesByOrder(orders, {
    payments: { payment: async (id) => payments.find(({ orderId }) => orderId === id) },
    inventory: { reservation: async (id) => reservations.find(({ orderId }) => orderId === id) },
  });

it('finds nothing wrong with orders that have what is due, whichever way they came to it', async () => {
  const orders = [
    order('bought', 'confirmed'),
    order('refused at once', 'rejected'),
    order('taken back', 'rejected'),
    order('outlawed', 'rejected'),
    order('cancelled', 'cancelled'),
    order('cancelled before the sale', 'cancelled'),
  ];
  const payments = [
    paid('bought', 'charged'),
    paid('taken back', 'refunded'),
    paid('outlawed', 'void', 0),
    paid('cancelled', 'refunded'),
    paid('cancelled before the sale', 'refunded'),
  ];
  const reservations = [
    kept('bought', 'sold'),
    kept('taken back', 'released'),
    kept('outlawed', 'void'),
    kept('cancelled', 'returned'),
    kept('cancelled before the sale', 'released'),
  ];
  expect(await found(orders, payments, reservations)).toEqual([]);
});

it('finds two mistakes that make up for each other, which no sum can show', async () => {
  const orders = [order('one', 'confirmed'), order('two', 'confirmed')];
  const payments = [paid('one', 'charged', 200)];
  const reservations = [kept('one', 'sold', 4)];
  expect(await found(orders, payments, reservations)).toEqual([
    'order one costs 100, and was charged 200',
    'order one is about 2 tea, and its reservation about 4 tea',
    'order two is confirmed, and its payment is none',
    'order two is confirmed, and its reservation is none',
  ]);
});

it.each([
  ['pending', 'none', 'none', ['order o has not ended']],
  ['confirmed', 'charged', 'held', ['order o is confirmed, and its reservation is held']],
  ['confirmed', 'refunded', 'sold', ['order o is confirmed, and its payment is refunded']],
  ['rejected', 'none', 'held', ['order o is rejected, and its reservation is held']],
  ['rejected', 'charged', 'released', ['order o is rejected, and its payment is charged']],
  ['cancelled', 'charged', 'returned', ['order o is cancelled, and its payment is charged']],
  ['cancelled', 'refunded', 'sold', ['order o is cancelled, and its reservation is sold']],
] as const)('of an order that is %s, payment %s and reservation %s', async (status, payment, held, wrong) => {
  const payments = payment === 'none' ? [] : [paid('o', payment)];
  const reservations = held === 'none' ? [] : [kept('o', held)];
  expect(await found([order('o', status)], payments, reservations)).toEqual(wrong);
});
