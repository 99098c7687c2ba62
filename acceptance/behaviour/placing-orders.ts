import { describe, expect, it } from 'vitest';
import { order as orderSchema } from './contract.ts';
import { expectInvalid, expectJson, expectProblem, expectRefused } from './expectations.ts';
import { EMPTY_SKU, POOR_CUSTOMER } from './facts.ts';
import type { Shop } from './shop.ts';

export function placingOrders(shop: () => Shop): void {
  describe('placing an order', () => {
    it('takes the money and the stock, and tells where the order is', async () => {
      const [one, two] = [await shop().product(), await shop().product()];
      const total = one.price.amount + 3 * two.price.amount;
      const customer = await shop().customer(total);
      const before = await customer.overview();
      const outcome = await customer.tryOrder([
        { sku: one.sku, quantity: 1 },
        { sku: two.sku, quantity: 3 },
      ]);

      expect(outcome.status).toBe(201);
      expect(outcome.answer.headers.location).toBe(`/orders/${outcome.orderId}`);
      const placed = await customer.order(outcome.orderId ?? '');
      if (outcome.answer.status === 201) expect(outcome.answer.json()).toEqual(placed);
      expect(placed).toMatchObject({
        customerId: before.account.id,
        status: 'confirmed',
        reason: null,
        lines: [
          { sku: one.sku, name: one.name, unitPrice: one.price, quantity: 1 },
          { sku: two.sku, name: two.name, unitPrice: two.price, quantity: 3 },
        ],
        total: { amount: total, currency: 'EUR' },
      });
      expect(Math.abs(Date.parse(placed.placedAt) - Date.now())).toBeLessThan(60_000);
      expect(await customer.balance()).toBe(before.wallet.balance.amount - total);
      await shop().expectAvailable(one.sku, one.available - 1);
      await shop().expectAvailable(two.sku, two.available - 3);
    });

    it('adds up the lines of one product', async () => {
      const { sku, price, available } = await shop().product({ available: 5 });
      const customer = await shop().customer(3 * price.amount);
      const lines = [
        { sku, quantity: 1 },
        { sku, quantity: 2 },
      ];
      expect((await customer.placeOrder(lines)).total.amount).toBe(3 * price.amount);
      await shop().expectAvailable(sku, available - 3);
    });

    it('does not sell a product twice over two lines', async () => {
      const { sku, available } = await shop().product({ available: 2 });
      const customer = await shop().customer();
      const half = Math.min(1_000, Math.ceil((available + 1) / 2));
      const count = Math.ceil((available + 1) / half);
      const outcome = await customer.tryOrder(Array.from({ length: count }, () => ({ sku, quantity: half })));
      expect(outcome.status).toBe(409);
      await shop().expectAvailable(sku, available);
    });

    it('is refused when something is out of stock, and changes nothing', async () => {
      const other = await shop().product();
      const customer = await shop().customer(other.price.amount);
      const balance = await customer.balance();
      const outcome = await customer.tryOrder([
        { sku: other.sku, quantity: 1 },
        { sku: EMPTY_SKU, quantity: 1 },
      ]);
      expect(outcome.status).toBe(409);
      if (outcome.answer.status !== 202) expectProblem(outcome.answer, 409, 'out-of-stock');
      expect(await customer.balance()).toBe(balance);
      await shop().expectAvailable(other.sku, other.available);
      const rejected = await customer.order(outcome.orderId ?? '');
      expect(rejected).toMatchObject({ status: 'rejected', reason: 'out-of-stock' });
    });

    it('is refused when the money does not suffice, and leaves the stock as it was', async () => {
      const product = await shop().product();
      const customer = await shop().signIn(POOR_CUSTOMER);
      const balance = await customer.balance();
      const quantity = Math.floor(balance / product.price.amount) + 1;
      const outcome = await customer.tryOrder([{ sku: product.sku, quantity }]);
      expect(outcome.status).toBe(402);
      if (outcome.answer.status !== 202) expectProblem(outcome.answer, 402, 'insufficient-funds');
      expect(await customer.balance()).toBe(balance);
      await shop().expectAvailable(product.sku, product.available);
      const rejected = await customer.order(outcome.orderId ?? '');
      expect(rejected).toMatchObject({ status: 'rejected', reason: 'insufficient-funds' });
    });

    it('needs products that exist, and leaves no order behind', async () => {
      const known = await shop().product();
      const customer = await shop().customer();
      const [newest] = (await customer.overview()).orders;
      for (const sku of [
        'SKU-99999',
        'sku-00001',
        '__proto__',
        'constructor',
        "' OR 1=1 --",
        'SKU-00001\u0000',
        '\u202E',
      ]) {
        const lines = [known.sku, sku].map((each) => ({ sku: each, quantity: 1 }));
        const answer = await customer.post('/orders', { lines });
        if (answer.status === 400) expectInvalid(answer, /^lines\.1\.sku$/);
        else expect(expectProblem(answer, 422, 'unknown-product').orderId).toBeUndefined();
      }
      expect((await customer.overview()).orders[0]).toEqual(newest);
      await shop().expectAvailable(known.sku, known.available);
    });

    it('takes numbers as JSON writes them', async () => {
      const { sku } = await shop().product();
      const customer = await shop().customer(10_000);
      const body = `\n{ "lines" : [ { "quantity":1.0e0 , "sku":"${sku.replace('S', '\\u0053')}" } ] }\t`;
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const answer = await shop().send({
        method: 'POST',
        path: '/orders',
        body,
        headers,
        token: customer.token,
      });
      expect(answer.status === 202 || expectJson(answer, 201, orderSchema).lines[0]?.quantity === 1).toBe(
        true,
      );
    });
  });

  describe('an order that makes no sense', () => {
    const line = { sku: 'SKU-00001', quantity: 1 };
    const times = (count: number, of: unknown) => Array.from({ length: count }, () => of);
    const quantity = (value: unknown) => ({ lines: [{ ...line, quantity: value }] });

    it.each([
      ['no lines', {}, 'lines'],
      ['an empty list of lines', { lines: [] }, 'lines'],
      ['51 lines', { lines: times(51, line) }, 'lines'],
      ['1,000 lines', { lines: times(1_000, line) }, 'lines'],
      ['a line that is no list', { lines: line }, 'lines'],
      ['lines in text', { lines: JSON.stringify([line]) }, 'lines'],
      ['null for lines', { lines: null }, 'lines'],
      ['null for a line', { lines: [null] }, 'lines.0'],
      ['a list for a line', { lines: [['SKU-00001', 1]] }, 'lines.0'],
      ['a line without a sku', { lines: [{ quantity: 1 }] }, 'lines.0.sku'],
      ['a line without a quantity', { lines: [{ sku: 'SKU-00001' }] }, 'lines.0.quantity'],
      ['an empty sku', { lines: [{ sku: '', quantity: 1 }] }, 'lines.0.sku'],
      ['a sku of 10,000 characters', { lines: [{ sku: 'x'.repeat(10_000), quantity: 1 }] }, 'lines.0.sku'],
      ['a number for a sku', { lines: [{ sku: 1, quantity: 1 }] }, 'lines.0.sku'],
      ['an object for a sku', { lines: [{ sku: { $gt: '' }, quantity: 1 }] }, 'lines.0.sku'],
      ['a quantity of 0', quantity(0), 'lines.0.quantity'],
      ['a quantity of -0', quantity(-0), 'lines.0.quantity'],
      ['a quantity of -1', quantity(-1), 'lines.0.quantity'],
      ['a quantity of 1001', quantity(1_001), 'lines.0.quantity'],
      ['half a product', quantity(0.5), 'lines.0.quantity'],
      ['an enormous quantity', quantity(1e308), 'lines.0.quantity'],
      ['a quantity beyond exact numbers', quantity(2 ** 53 + 2), 'lines.0.quantity'],
      ['a quantity in text', quantity('1'), 'lines.0.quantity'],
      ['NaN in text', quantity('NaN'), 'lines.0.quantity'],
      ['null for a quantity', quantity(null), 'lines.0.quantity'],
      ['true for a quantity', quantity(true), 'lines.0.quantity'],
      ['a list for a quantity', quantity([1]), 'lines.0.quantity'],
      ['a second bad line', { lines: [line, { ...line, quantity: -5 }] }, 'lines.1.quantity'],
      [
        'a price of the client’s own',
        { lines: [{ ...line, unitPrice: { amount: 1, currency: 'EUR' } }] },
        undefined,
      ],
      ['another customer’s id', { lines: [line], customerId: 'cus-002' }, undefined],
      ['a status', { lines: [line], status: 'confirmed' }, undefined],
      ['a list', [line], undefined],
    ])('is refused: %s', async (_name, body, path) => {
      const customer = await shop().customer();
      expectInvalid(await customer.post('/orders', body), path);
    });

    it.each(['1e999', '-1e999', '00001', '0x1', 'NaN', 'Infinity', '+1', '1.', '.5', '1e-400'])(
      'is refused with the number %s',
      async (number) => {
        const customer = await shop().customer();
        const answer = await shop().send({
          method: 'POST',
          path: '/orders',
          body: `{"lines":[{"sku":"SKU-00001","quantity":${number}}]}`,
          headers: { 'content-type': 'application/json' },
          token: customer.token,
        });
        expect(['invalid-request', 'malformed-json']).toContain(expectRefused(answer).code);
        expect(answer.status).toBe(400);
      },
    );

    it('leaves no order behind', async () => {
      const customer = await shop().customer();
      const before = await customer.overview();
      for (const body of [{ lines: [] }, quantity(-1), quantity(0.5)]) await customer.post('/orders', body);
      expect((await customer.overview()).orders).toEqual(before.orders);
      expect(await customer.balance()).toBe(before.wallet.balance.amount);
    });
  });
}
