import { describe, expect, it } from 'vitest';
import { product as productSchema } from './contract.ts';
import { expectInvalid, expectJson, expectProblem } from './expectations.ts';
import type { Answer } from './http-client.ts';
import type { Shop } from './shop.ts';

export function prices(shop: () => Shop): void {
  describe('changing a price', () => {
    const change = (sku: string, json: unknown, token?: string): Promise<Answer> =>
      shop().send({ method: 'PUT', path: `/products/${sku}/price`, json, token });

    it('is seen at once, and does not touch orders placed before', async () => {
      const staff = await shop().staff();
      const before = await shop().product({ available: 5 });
      const { sku } = before;
      const customer = await shop().customer(6 * before.price.amount);
      const old = await customer.placeOrder([{ sku, quantity: 1 }]);
      const price = { amount: before.price.amount + 100, currency: 'EUR' as const };

      const changed = expectJson(await change(sku, price, staff), 200, productSchema);
      try {
        const { available: _, ...listed } = before;
        expect(changed).toEqual({ ...listed, price });
        await shop().expectPrice(sku, price);
        expect((await customer.order(old.id)).lines[0]?.unitPrice).toEqual(before.price);
        expect((await customer.order(old.id)).total).toEqual(before.price);
        const order = () => customer.placeOrder([{ sku, quantity: 1 }]);
        await shop().expectToRead(async () => (await order()).total, price);
      } finally {
        await change(sku, before.price, staff);
      }
    });

    it('can be done twice with the same price', async () => {
      const { sku, price } = await shop().product();
      const staff = await shop().staff();
      for (let times = 0; times < 2; times += 1) {
        expect(expectJson(await change(sku, price, staff), 200, productSchema).price).toEqual(price);
      }
    });

    it('is for staff only', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer();
      expectProblem(await change(sku, price), 401, 'unauthenticated');
      expectProblem(await change(sku, price, customer.token), 403, 'forbidden');
      expectProblem(await change(sku, { nonsense: 1 }, customer.token), 403, 'forbidden');
    });

    it('needs a product', async () => {
      const staff = await shop().staff();
      for (const sku of ['SKU-99999', '__proto__', "'%20OR%201=1"]) {
        expectProblem(await change(sku, { amount: 100, currency: 'EUR' }, staff), 404, 'unknown-product');
      }
    });

    it.each([
      ['a negative amount', { amount: -1, currency: 'EUR' }, 'amount'],
      ['nothing at all', { amount: 0, currency: 'EUR' }, 'amount'],
      ['cents of cents', { amount: 9.99, currency: 'EUR' }, 'amount'],
      ['text', { amount: '100', currency: 'EUR' }, 'amount'],
      ['null', { amount: null, currency: 'EUR' }, 'amount'],
      ['more than a number can hold exactly', { amount: 2 ** 53, currency: 'EUR' }, 'amount'],
      ['no amount', { currency: 'EUR' }, 'amount'],
      ['another currency', { amount: 100, currency: 'USD' }, 'currency'],
      ['the currency in small letters', { amount: 100, currency: 'eur' }, 'currency'],
      ['no currency', { amount: 100 }, 'currency'],
      ['a field too many', { amount: 100, currency: 'EUR', sku: 'SKU-00002' }, undefined],
      ['a list', [100, 'EUR'], undefined],
    ])('refuses %s', async (_name, body, path) => {
      const before = await shop().product();
      expectInvalid(await change(before.sku, body, await shop().staff()), path);
      await shop().expectPrice(before.sku, before.price);
    });

    it('refuses a number that JSON can write and nobody can pay', async () => {
      const { sku } = await shop().product();
      const answer = await shop().send({
        method: 'PUT',
        path: `/products/${sku}/price`,
        body: '{"amount": 1e999, "currency": "EUR"}',
        headers: { 'content-type': 'application/json' },
        token: await shop().staff(),
      });
      expectInvalid(answer, 'amount');
    });
  });
}
