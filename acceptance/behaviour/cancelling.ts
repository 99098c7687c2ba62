import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { order as orderSchema } from './contract.ts';
import { expectJson, expectProblem } from './expectations.ts';
import { EMPTY_SKU } from './facts.ts';
import type { Shop } from './shop.ts';

export function cancelling(shop: () => Shop): void {
  describe('cancelling an order', () => {
    it('gives the money and the stock back, once', async () => {
      const { sku, price, available } = await shop().product({ available: 5 });
      const customer = await shop().customer(2 * price.amount);
      const balance = await customer.balance();
      const placed = await customer.placeOrder([{ sku, quantity: 2 }]);
      expect(await customer.balance()).toBe(balance - 2 * price.amount);

      const cancelled = await customer.cancelOrder(placed.id);
      expect(cancelled).toEqual({ ...placed, status: 'cancelled' });
      expect(await customer.cancelOrder(placed.id)).toEqual(cancelled);
      expect(await customer.order(placed.id)).toEqual(cancelled);
      expect(await customer.balance()).toBe(balance);
      await shop().expectAvailable(sku, available);
    });

    it('gives back once, though five ask at the same time', async () => {
      const { sku, price, available } = await shop().product({ available: 5 });
      const customer = await shop().customer(3 * price.amount);
      const balance = await customer.balance();
      const { id } = await customer.placeOrder([{ sku, quantity: 3 }]);
      const answers = await Promise.all(Array.from({ length: 5 }, () => customer.cancel(id)));
      for (const answer of answers) expect(expectJson(answer, 200, orderSchema).status).toBe('cancelled');
      expect(await customer.balance()).toBe(balance);
      await shop().expectAvailable(sku, available);
    });

    it('is possible for orders of several products', async () => {
      const [one, two] = [await shop().product(), await shop().product()];
      const customer = await shop().customer(one.price.amount + 2 * two.price.amount);
      const balance = await customer.balance();
      const { id } = await customer.placeOrder([
        { sku: one.sku, quantity: 1 },
        { sku: two.sku, quantity: 1 },
        { sku: two.sku, quantity: 1 },
      ]);
      await customer.cancelOrder(id);
      expect(await customer.balance()).toBe(balance);
      await shop().expectAvailable(one.sku, one.available);
      await shop().expectAvailable(two.sku, two.available);
    });

    it('needs no body, and takes none that is not JSON', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(price.amount);
      const { id } = await customer.placeOrder([{ sku, quantity: 1 }]);
      const send = (body: string, type: string) =>
        shop().send({
          method: 'POST',
          path: `/orders/${id}/cancel`,
          body,
          headers: { 'content-type': type },
          token: customer.token,
        });
      expectProblem(await send('{', 'application/json'), 400, 'malformed-json');
      expectProblem(await send('x', 'text/plain'), 415, 'unsupported-media-type');
      expectProblem(await send('x'.repeat(70_000), 'application/json'), 413, 'body-too-large');
      expect((await customer.order(id)).status).toBe('confirmed');
      await customer.cancelOrder(id);
    });

    it('is not possible for an order that was rejected', async () => {
      const customer = await shop().customer();
      const { orderId = '' } = await customer.tryOrder([{ sku: EMPTY_SKU, quantity: 1 }]);
      expectProblem(await customer.cancel(orderId), 409, 'order-not-cancellable');
      expect((await customer.order(orderId)).status).toBe('rejected');
    });

    it('is not possible for another customer’s order', async () => {
      const { sku, price } = await shop().product();
      const [owner, other] = await shop().customers(2, price.amount);
      const placed = await owner?.placeOrder([{ sku, quantity: 1 }]);
      const answer = await other?.cancel(placed?.id ?? '');
      expect(answer?.status).toBe(404);
      if (answer) expectProblem(answer, 404, 'unknown-order');
      expect((await owner?.order(placed?.id ?? ''))?.status).toBe('confirmed');
    });

    it.each([randomUUID(), '1', '__proto__', '%00', "'%20OR%20'1'='1"])('needs an order: %s', async (id) => {
      expectProblem(await (await shop().customer()).cancel(id), 404, 'unknown-order');
    });
  });
}
