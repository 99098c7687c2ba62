import { describe, expect, it } from 'vitest';
import { recommendationList } from './contract.ts';
import { eventually, expectInvalid, expectJson, expectProblem } from './expectations.ts';
import type { Shop } from './shop.ts';

export function recommending(shop: () => Shop): void {
  const recommended = async (sku: string, query = '') =>
    expectJson(await shop().get(`/products/${sku}/recommendations${query}`), 200, recommendationList).items;

  describe('recommendations', () => {
    it('are at most 5 other products with their current name and price, for anybody', async () => {
      const { sku } = await shop().product();
      const items = await recommended(sku);
      expect(items.length).toBeLessThanOrEqual(5);
      expect(new Set([sku, ...items.map((item) => item.sku)]).size).toBe(items.length + 1);
      for (const item of items) {
        const { name, price } = await shop().stocked(item.sku);
        expect(item).toMatchObject({ name, price });
      }
    });

    it('are the same when asked again', async () => {
      const { sku } = await shop().product();
      expect(await recommended(sku)).toEqual(await recommended(sku));
    });

    it('come in the number asked for, the shorter list being the beginning of the longer', async () => {
      const { sku } = await shop().product();
      const many = await recommended(sku, '?limit=20');
      expect(many.length).toBeLessThanOrEqual(20);
      expect(await recommended(sku, '?limit=1')).toEqual(many.slice(0, 1));
    });

    it('learn what is bought together', async () => {
      const bought = await shop().product({ available: 12, priceAtMost: 5_000 });
      let other = await shop().product({ available: 12, priceAtMost: 5_000 });
      while ((await recommended(bought.sku, '?limit=20')).some(({ sku }) => sku === other.sku)) {
        other = await shop().product({ available: 12, priceAtMost: 5_000 });
      }
      const baskets = 10;
      const lines = [bought, other].map(({ sku }) => ({ sku, quantity: 1 }));
      const customer = await shop().customer(baskets * (bought.price.amount + other.price.amount));
      for (let basket = 0; basket < baskets; basket += 1) await customer.placeOrder(lines);
      await eventually('the new pair among the recommendations', async () => {
        const items = await recommended(bought.sku, '?limit=20');
        return items.find(({ sku }) => sku === other.sku);
      });
      await eventually('recommendations for one who has bought', async () => {
        const found = (await customer.overview()).recommendations;
        return found && found.length > 0 ? found : undefined;
      });
    });

    it.each(['0', '21', '-1', '1.5', 'abc', ''])('refuse limit=%s', async (limit) => {
      expectInvalid(await shop().get(`/products/SKU-00001/recommendations?limit=${limit}`), 'limit');
    });

    it('refuse a limit twice', async () => {
      expectInvalid(await shop().get('/products/SKU-00001/recommendations?limit=1&limit=2'), /^limit/);
    });

    it('need a product', async () => {
      for (const sku of ['SKU-99999', '__proto__', 'constructor']) {
        expectProblem(await shop().get(`/products/${sku}/recommendations`), 404, 'unknown-product');
      }
    });
  });
}
