import { describe, expect, it } from 'vitest';
import { ledger as ledgerSchema, stock as stockSchema } from './contract.ts';
import { eventually, expectJson, expectProblem } from './expectations.ts';
import type { Shop } from './shop.ts';

export function bookkeeping(shop: () => Shop): void {
  describe('what staff sees of the books', () => {
    const stockOf = async (sku: string) =>
      expectJson(await shop().get(`/products/${sku}/stock`, await shop().staff()), 200, stockSchema);

    it('is how many of a product there are and are held: of what is sold, nothing is', async () => {
      const { sku, price, available } = await shop().product({ available: 3 });
      const before = await stockOf(sku);
      expect(before.onHand - before.reserved).toBe(available);
      const customer = await shop().customer(2 * price.amount);
      await customer.placeOrder([{ sku, quantity: 2 }]);
      // The order is confirmed before its units are sold, and until then they are held.
      const sold = await eventually('the units to be sold', async () => {
        const now = await stockOf(sku);
        return now.onHand === before.onHand - 2 ? now : undefined;
      });
      expect(sold.reserved).toBe(before.reserved);
    });

    it('is that the ledger says what is in the wallets, and sums to zero, at any time', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(2 * price.amount);
      const orders = [1, 2].map(() => customer.placeOrder([{ sku, quantity: 1 }]));
      for (let looks = 0; looks < 5; looks += 1) {
        const answer = await shop().get('/ledger', await shop().staff());
        const { balances, wallets, others } = expectJson(answer, 200, ledgerSchema);
        expect([balances - wallets, wallets + others]).toEqual([0, 0]);
        expect(balances).toBeGreaterThan(0);
      }
      await Promise.all(orders);
    });

    it('is for staff only, and of products that there are', async () => {
      const { sku } = await shop().product();
      const { token } = await shop().customer();
      for (const path of [`/products/${sku}/stock`, '/ledger']) {
        expectProblem(await shop().get(path), 401, 'unauthenticated');
        expectProblem(await shop().get(path, token), 403, 'forbidden');
      }
      const missing = await shop().get('/products/SKU-99999/stock', await shop().staff());
      expectProblem(missing, 404, 'unknown-product');
    });
  });
}
