import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { orderPage } from './contract.ts';
import { expectInvalid, expectJson } from './expectations.ts';
import type { Shop } from './shop.ts';

export function readingOrders(shop: () => Shop): void {
  describe('the list of orders', () => {
    it('begins with the newest and can be walked through without a gap or a repetition', async () => {
      const { sku, price } = await shop().product({ available: 7 });
      const customer = await shop().customer(7 * price.amount);
      for (let i = 0; i < 5; i += 1) await customer.placeOrder([{ sku, quantity: 1 }]);
      const all = await customer.orders(100);
      expect(await customer.orders(3)).toEqual(all);
      expect(await customer.orders(1)).toEqual(all);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      const times = all.map(({ placedAt }) => Date.parse(placedAt));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const newest = await customer.placeOrder([{ sku, quantity: 1 }]);
      expect(await customer.orders(100)).toEqual([newest, ...all]);
    });

    it('does not shift under one who is walking through it', async () => {
      const { sku, price } = await shop().product({ available: 5 });
      const customer = await shop().customer(4 * price.amount);
      for (let i = 0; i < 3; i += 1) await customer.placeOrder([{ sku, quantity: 1 }]);
      const all = await customer.orders();
      const first = expectJson(await customer.get('/orders?limit=2'), 200, orderPage);
      await customer.placeOrder([{ sku, quantity: 1 }]);
      const cursor = encodeURIComponent(first.nextCursor ?? '');
      const second = expectJson(await customer.get(`/orders?limit=1&cursor=${cursor}`), 200, orderPage);
      expect([...first.items, ...second.items]).toEqual(all.slice(0, 3));
    });

    it('shows 20 at a time unless told', async () => {
      const customer = await shop().customer();
      const page = expectJson(await customer.get('/orders'), 200, orderPage);
      expect(page.items).toEqual((await customer.orders()).slice(0, 20));
    });

    it('holds nobody else’s orders', async () => {
      const customer = await shop().customer();
      const { account } = await customer.overview();
      for (const order of await customer.orders()) expect(order.customerId).toBe(account.id);
    });

    it.each([
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=abc', 'limit'],
      ['limit=1&limit=2', /^limit/],
      ['cursor=a&cursor=b', /^cursor/],
      ['status=confirmed', undefined],
      ['customerId=cus-002', undefined],
    ])('refuses ?%s', async (query, path) => {
      const customer = await shop().customer();
      expectInvalid(await customer.get(`/orders?${query}`), path);
    });

    it('refuses a cursor of 201 characters', async () => {
      const customer = await shop().customer();
      expectInvalid(await customer.get(`/orders?cursor=${'x'.repeat(201)}`), 'cursor');
    });

    it.each(['x', '🛒', "' OR 1=1 --", '\u0000', 'null', '-1', '../..'])(
      'refuses the cursor %j',
      async (cursor) => {
        const customer = await shop().customer();
        expectInvalid(await customer.get(`/orders?cursor=${encodeURIComponent(cursor)}`), 'cursor');
      },
    );

    it('refuses a cursor of another list, as the products do', async () => {
      const { sku, price } = await shop().product({ available: 2 });
      const customer = await shop().customer(2 * price.amount);
      for (let i = 0; i < 2; i += 1) await customer.placeOrder([{ sku, quantity: 1 }]);
      for (const [list, other] of [
        ['/orders', '/products'],
        ['/products', '/orders'],
      ]) {
        const { nextCursor } = (await customer.get(`${other}?limit=1`)).json() as { nextCursor: string };
        expectInvalid(await customer.get(`${list}?cursor=${encodeURIComponent(nextCursor)}`), 'cursor');
      }
    });

    it('has no use for a cursor of another customer', async () => {
      const { sku, price } = await shop().product();
      const [one, other] = await shop().customers(2, 2 * price.amount);
      for (let i = 0; i < 2; i += 1) await one?.placeOrder([{ sku, quantity: 1 }]);
      const { nextCursor } = orderPage.parse((await one?.get('/orders?limit=1'))?.json());
      const answer = await other?.get(`/orders?limit=100&cursor=${encodeURIComponent(nextCursor ?? '')}`);
      const foreign = orderPage.parse(answer?.json()).items.map(({ customerId }) => customerId);
      expect(foreign).not.toContain((await one?.overview())?.account.id);
    });
  });

  describe('an order', () => {
    it('of another customer does not exist', async () => {
      const { sku, price } = await shop().product();
      const [owner, other] = await shop().customers(2, price.amount);
      const order = await owner?.placeOrder([{ sku, quantity: 1 }]);
      await other?.expectUnknownOrder(order?.id ?? '');
    });

    it.each([
      randomUUID(),
      '00000000-0000-0000-0000-000000000000',
      '1',
      'not-a-uuid',
      '__proto__',
      'constructor',
      "'%20OR%20'1'='1",
      '%00',
      '%F0%9F%9B%92',
      '%E2%80%AE',
    ])('that was never placed does not exist: %s', async (id) => {
      await (await shop().customer()).expectUnknownOrder(id);
    });

    it('with an id of 2,000 characters does not exist', async () => {
      await (await shop().customer()).expectUnknownOrder('x'.repeat(2_000));
    });
  });
}
