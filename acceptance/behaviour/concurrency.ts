import { describe, expect, it } from 'vitest';
import { type Customer, freshKey, type Line, type Outcome } from './customer.ts';
import { expectProblem } from './expectations.ts';
import { CUSTOMERS_IN_USE, SCARCE_SKU } from './facts.ts';
import type { Shop } from './shop.ts';

const statusesOf = (outcomes: readonly Outcome[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

/** Orders that compete for one wallet. */
const ATTEMPTS = 10;

export function concurrency(shop: () => Shop): void {
  /** An order so dear that a wallet pays for at most three like it, and so small that the stock suffices for all attempts. */
  async function aThirdOf(balance: number): Promise<{ lines: Line[]; cost: number }> {
    const lines: Line[] = [];
    let cost = 0;
    while (4 * cost <= balance) {
      const { sku, price, available } = await shop().product({ available: ATTEMPTS });
      const most = Math.min(1_000, Math.floor(available / ATTEMPTS));
      const quantity = Math.min(most, Math.ceil((balance / 3 - cost) / price.amount));
      lines.push({ sku, quantity });
      cost += quantity * price.amount;
      expect(lines.length, 'a wallet this full cannot be emptied').toBeLessThanOrEqual(50);
    }
    return { lines, cost };
  }

  describe('at the same time', () => {
    it('50 orders for the last unit: one gets it, and nobody else pays', async () => {
      const { price, available } = await shop().stocked(SCARCE_SKU);
      expect(available, 'the seed leaves one unit of the scarce product').toBe(1);
      const customers = await shop().customers(Math.min(10, CUSTOMERS_IN_USE), price.amount);
      const balances = await Promise.all(customers.map((customer) => customer.balance()));
      const buyers = Array.from({ length: 50 }, (_, i) => customers[i % customers.length] as Customer);
      const outcomes = await Promise.all(
        buyers.map((buyer) => buyer.tryOrder([{ sku: SCARCE_SKU, quantity: 1 }])),
      );

      expect(statusesOf(outcomes)).toEqual({ 201: 1, 409: 49 });
      for (const { status, answer } of outcomes) {
        if (status === 409 && answer.status !== 202) expectProblem(answer, 409, 'out-of-stock');
      }
      await shop().expectAvailable(SCARCE_SKU, 0);
      const winner = outcomes.findIndex(({ status }) => status === 201);
      for (const [i, customer] of customers.entries()) {
        const paid = i === winner % customers.length ? price.amount : 0;
        expect(await customer.balance(), customer.email).toBe((balances[i] ?? 0) - paid);
      }
      // The unit goes back, so that this can be tried again.
      await buyers[winner]?.cancelOrder(outcomes[winner]?.orderId ?? '');
      await shop().expectAvailable(SCARCE_SKU, 1);
    });

    it('10 requests with one Idempotency-Key: one order', async () => {
      const { sku, price, available } = await shop().product({ available: 20 });
      const customer = await shop().customer(10 * price.amount);
      const balance = await customer.balance();
      const before = (await customer.orders()).length;
      const key = freshKey();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => customer.tryOrder([{ sku, quantity: 1 }], key)),
      );
      expect(statusesOf(outcomes)).toEqual({ 201: 10 });
      expect(new Set(outcomes.map(({ orderId }) => orderId)).size).toBe(1);
      expect(await customer.balance()).toBe(balance - price.amount);
      await shop().expectAvailable(sku, available - 1);
      expect((await customer.orders()).length).toBe(before + 1);
    });

    it('10 requests with one Idempotency-Key and two bodies: one order, and the other body is told so', async () => {
      const { sku, price } = await shop().product({ available: 20 });
      const customer = await shop().customer(20 * price.amount);
      const before = (await customer.orders()).length;
      const key = freshKey();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) => customer.tryOrder([{ sku, quantity: 1 + (i % 2) }], key)),
      );
      expect(statusesOf(outcomes)).toEqual({ 201: 5, 422: 5 });
      expect((await customer.orders()).length).toBe(before + 1);
    });

    it('orders of one wallet: it never goes below zero', async () => {
      const customer = await shop().customer();
      const balance = await customer.balance();
      const { lines, cost } = await aThirdOf(balance);
      const affordable = Math.floor(balance / cost);
      const outcomes = await Promise.all(Array.from({ length: ATTEMPTS }, () => customer.tryOrder(lines)));

      expect(statusesOf(outcomes)).toEqual({ 201: affordable, 402: ATTEMPTS - affordable });
      expect(await customer.balance()).toBe(balance - affordable * cost);
      for (const { status, orderId } of outcomes)
        if (status === 201) await customer.cancelOrder(orderId ?? '');
      expect(await customer.balance()).toBe(balance);
    });

    it('orders of the same products in opposite order: none waits for ever', async () => {
      const [one, two] = [await shop().product({ available: 40 }), await shop().product({ available: 40 })];
      const customers = await shop().customers(4, 5 * (one.price.amount + two.price.amount));
      const lines = [one, two].map(({ sku }) => ({ sku, quantity: 1 }));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => {
          const customer = customers[i % customers.length] as Customer;
          return customer.tryOrder(i % 2 === 0 ? lines : [...lines].reverse());
        }),
      );
      expect(statusesOf(outcomes)).toEqual({ 201: 20 });
      await shop().expectAvailable(one.sku, one.available - 20);
      await shop().expectAvailable(two.sku, two.available - 20);
    });

    it('orders and cancellations: everything is given back', async () => {
      const { sku, price, available } = await shop().product({ available: 20 });
      const customers = await shop().customers(4, 3 * price.amount);
      const balances = await Promise.all(customers.map((customer) => customer.balance()));
      await Promise.all(
        customers.map(async (customer) => {
          for (let i = 0; i < 3; i += 1)
            await customer.cancelOrder((await customer.placeOrder([{ sku, quantity: 1 }])).id);
        }),
      );
      await shop().expectAvailable(sku, available);
      expect(await Promise.all(customers.map((customer) => customer.balance()))).toEqual(balances);
    });
  });
}
