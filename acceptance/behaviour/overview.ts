import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { overviewParts, productPage } from './contract.ts';
import { eventually, expectJson, expectProblem } from './expectations.ts';
import { EMPTY_SKU } from './facts.ts';
import type { Shop } from './shop.ts';

export function overview(shop: () => Shop): void {
  describe('my overview', () => {
    it('puts account, wallet, orders, notices and recommendations on one page', async () => {
      const customer = await shop().customer();
      const page = await customer.overview();
      expect(page.account).toMatchObject({ email: customer.email, role: 'customer' });
      expect(page.orders).toEqual((await customer.orders()).slice(0, 5));
      expect(page.notices).not.toBeNull();
      expect(page.recommendations).not.toBeNull();
      expect(page.degraded).toEqual([]);
    });

    it('shows recommendations with their current name and price', async () => {
      const customer = await shop().customer();
      for (const { sku, name, price } of (await customer.overview()).recommendations ?? []) {
        expect(await shop().stocked(sku)).toMatchObject({ name, price });
      }
    });

    it('notices everything that becomes of an order exactly once, newest first', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(2 * price.amount);
      const { id } = await customer.placeOrder([{ sku, quantity: 1 }]);
      await customer.cancelOrder(id);
      const { orderId: rejected } = await customer.tryOrder([{ sku: EMPTY_SKU, quantity: 1 }]);
      const mine = async () => {
        const { notices } = await customer.overview();
        return (notices ?? []).filter(({ orderId }) => orderId === id || orderId === rejected);
      };

      await eventually('three notices of two orders', async () =>
        (await mine()).length >= 3 ? true : undefined,
      );
      // The last event comes after all that a doubled delivery of the earlier ones would have left.
      const last = await customer.placeOrder([{ sku, quantity: 1 }]);
      const all = await eventually('the notice of the last order', async () => {
        const { notices } = await customer.overview();
        return notices?.some(({ orderId }) => orderId === last.id) ? notices : undefined;
      });
      expect(all.filter(({ orderId }) => orderId === last.id)).toHaveLength(1);
      const types = (await mine()).map(
        ({ type, orderId }) => `${type} ${orderId === id ? 'bought' : 'refused'}`,
      );
      expect([...types].sort()).toEqual([
        'order.cancelled bought',
        'order.confirmed bought',
        'order.rejected refused',
      ]);
      const times = all.map(({ createdAt }) => Date.parse(createdAt));
      expect(times).toEqual([...times].sort((a, b) => b - a));
    });

    it('comes with data that add up: a notice for each event of an order, a basket for each confirmed one', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(2 * price.amount);
      const before = await customer.keptData();
      const { id } = await customer.placeOrder([{ sku, quantity: 1 }]);
      await customer.cancelOrder(id);
      const { orderId: rejected } = await customer.tryOrder([{ sku: EMPTY_SKU, quantity: 1 }]);
      const told = [`order.confirmed:${id}`, `order.cancelled:${id}`, `order.rejected:${rejected}`];
      const sorted = (ids: readonly string[]) => ids.toSorted();
      const expected = {
        notices: sorted([...before.notices, ...told]),
        baskets: sorted([...before.baskets, id]),
      };
      await eventually('notices and baskets to add up', async () => {
        const now = await customer.keptData();
        const isAll = now.notices.length >= expected.notices.length;
        return isAll && now.baskets.length >= expected.baskets.length ? true : undefined;
      });
      const { notices, baskets } = await customer.keptData();
      expect({ notices: sorted(notices), baskets: sorted(baskets) }).toEqual(expected);
      expectProblem(await shop().get('/me/data'), 401, 'unauthenticated');
      expectProblem(await shop().get('/me/data', await shop().staff()), 403, 'forbidden');
    });

    it('is what its parts are, put together by the client', async () => {
      const customer = await shop().customer();
      const { sku } = await shop().product();
      await customer.placeOrder([{ sku, quantity: 1 }]);
      await eventually('the page and its parts to agree', async () => {
        const page = await customer.overview();
        const recommended = page.recommendations ?? [];
        const skus = recommended.map((each) => each.sku).join(',') || sku;
        const named = expectJson(await shop().get(`/products?skus=${skus}`), 200, productPage);
        const ofProduct = (each: { sku: string; name: string; price: unknown }) => ({
          ...{ sku: each.sku, name: each.name, price: each.price },
        });
        const [wallet, notices, recommendations] = [
          expectJson(await customer.get('/me/wallet'), 200, overviewParts.wallet),
          expectJson(await customer.get('/me/notices'), 200, overviewParts.notices),
          expectJson(await customer.get('/me/recommendations'), 200, overviewParts.recommendations),
        ];
        const parts = {
          wallet,
          notices: notices.items,
          recommendations: recommendations.items,
          products: recommended.length > 0 ? named.items.map(ofProduct) : [],
        };
        const whole = {
          wallet: page.wallet,
          notices: page.notices,
          recommendations: recommended.map((each) => ({ sku: each.sku, score: each.score })),
          products: recommended.map(ofProduct).toSorted((one, other) => (one.sku < other.sku ? -1 : 1)),
        };
        return isDeepStrictEqual(parts, whole) ? true : undefined;
      });
    });

    it.each(['overview', 'wallet', 'notices', 'recommendations'])('is nobody else’s: %s', async (part) => {
      expectProblem(await shop().get(`/me/${part}`), 401, 'unauthenticated');
      expectProblem(await shop().get(`/me/${part}`, await shop().staff()), 403, 'forbidden');
    });
  });
}
