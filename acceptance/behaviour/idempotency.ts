import { describe, expect, it } from 'vitest';
import { order as orderSchema } from './contract.ts';
import { freshKey } from './customer.ts';
import { expectInvalid, expectProblem } from './expectations.ts';
import { EMPTY_SKU, POOR_CUSTOMER } from './facts.ts';
import type { Answer } from './http-client.ts';
import type { Shop } from './shop.ts';

/** What a repeated request must answer again: all but the id of the request itself. */
function meaning(answer: Answer): unknown {
  const { correlationId: _, ...body } = answer.json() as Record<string, unknown>;
  return { status: answer.status, location: answer.headers.location, body };
}

export function idempotency(shop: () => Shop): void {
  describe('an Idempotency-Key', () => {
    it('makes a repeated order happen once and answer the same', async () => {
      const { sku, price, available } = await shop().product();
      const customer = await shop().customer(3 * price.amount);
      const balance = await customer.balance();
      const key = freshKey();
      const placed = await customer.placeOrder([{ sku, quantity: 1 }], key);
      const again = await customer.tryOrder([{ sku, quantity: 1 }], key);
      const third = await customer.tryOrder([{ sku, quantity: 1 }], key);
      expect(orderSchema.parse(again.answer.json())).toEqual(placed);
      expect(again.answer.status).toBe(201);
      expect(again.answer.headers.location).toBe(`/orders/${placed.id}`);
      expect(meaning(third.answer)).toEqual(meaning(again.answer));
      expect(await customer.balance()).toBe(balance - price.amount);
      await shop().expectAvailable(sku, available - 1);
    });

    it('repeats a refusal, too', async () => {
      const { sku, price } = await shop().product();
      const poor = await shop().signIn(POOR_CUSTOMER);
      const quantity = Math.floor((await poor.balance()) / price.amount) + 1;
      for (const lines of [[{ sku, quantity }], [{ sku: EMPTY_SKU, quantity: 1 }]]) {
        const key = freshKey();
        const first = await poor.tryOrder(lines, key);
        expect([402, 409]).toContain(first.status);
        const again = await poor.tryOrder(lines, key);
        expect(again).toMatchObject({ status: first.status, orderId: first.orderId });
        if (first.answer.status !== 202) expect(meaning(again.answer)).toEqual(meaning(first.answer));
      }
    });

    it('looks at what is meant, not at how it is written', async () => {
      const [one, two] = [await shop().product(), await shop().product()];
      const customer = await shop().customer(2 * (one.price.amount + two.price.amount));
      const key = freshKey();
      const placed = await customer.placeOrder(
        [one, two].map(({ sku }) => ({ sku, quantity: 1 })),
        key,
      );
      const rewritten = `{ "lines": [ {"quantity": 1, "sku": "${two.sku}"},\n {"quantity":1.0, "sku":"${one.sku}"} ] }`;
      const answer = await shop().send({
        method: 'POST',
        path: '/orders',
        body: rewritten,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        token: customer.token,
      });
      expect(answer.status).toBe(201);
      expect(orderSchema.parse(answer.json()).id).toBe(placed.id);
    });

    it('belongs to one order only', async () => {
      const [one, two] = [await shop().product(), await shop().product()];
      const customer = await shop().customer(3 * (one.price.amount + two.price.amount));
      const key = freshKey();
      await customer.placeOrder([{ sku: one.sku, quantity: 1 }], key);
      const balance = await customer.balance();
      for (const lines of [
        [{ sku: one.sku, quantity: 2 }],
        [{ sku: two.sku, quantity: 1 }],
        [one, two].map(({ sku }) => ({ sku, quantity: 1 })),
      ]) {
        const { answer } = await customer.tryOrder(lines, key);
        expect(expectProblem(answer, 422, 'idempotency-key-reused').orderId).toBeUndefined();
      }
      expect(await customer.balance()).toBe(balance);
    });

    it('belongs to one customer: another’s is another key', async () => {
      const { sku, price } = await shop().product();
      const [one, other] = await shop().customers(2, price.amount);
      const key = freshKey();
      const first = await one?.placeOrder([{ sku, quantity: 1 }], key);
      const second = await other?.placeOrder([{ sku, quantity: 1 }], key);
      expect(second?.id).not.toBe(first?.id);
      expect(second?.customerId).not.toBe(first?.customerId);
    });

    it('is not used up by a request that was not understood', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(price.amount);
      const key = freshKey();
      expectInvalid((await customer.tryOrder([{ sku, quantity: 0 }], key)).answer);
      await customer.placeOrder([{ sku, quantity: 1 }], key);
    });

    it('is not needed: without one, every request is an order of its own', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(2 * price.amount);
      const [first, second] = [
        await customer.placeOrder([{ sku, quantity: 1 }]),
        await customer.placeOrder([{ sku, quantity: 1 }]),
      ];
      expect(first.id).not.toBe(second.id);
    });

    it('may hold 128 of A-Z a-z 0-9 . _ : -', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(price.amount);
      const key = `AZaz09._:-${freshKey()}`.padEnd(128, 'x');
      const placed = await customer.placeOrder([{ sku, quantity: 1 }], key);
      expect((await customer.tryOrder([{ sku, quantity: 1 }], key)).orderId).toBe(placed.id);
    });

    it.each([
      ['nothing', ''],
      ['129 characters', 'x'.repeat(129)],
      ['8,000 characters', 'x'.repeat(8_000)],
      ['a space', 'a b'],
      ['a comma', 'a,b'],
      ['a slash', 'a/b'],
      ['quotes', '"abc"'],
      ['Latin letters beyond ASCII', 'clé'],
      ['SQL', "'; DROP TABLE orders; --"],
    ])('with %s is refused', async (_name, key) => {
      const customer = await shop().customer();
      const { answer } = await customer.tryOrder([{ sku: 'SKU-00001', quantity: 1 }], key);
      expectInvalid(answer, 'Idempotency-Key');
    });

    it('sent twice in one request is refused', async () => {
      const customer = await shop().customer();
      const lines = [{ sku: 'SKU-00001', quantity: 1 }];
      expectInvalid(
        await customer.post('/orders', { lines }, { 'idempotency-key': ['one', 'two'] }),
        'Idempotency-Key',
      );
    });
  });
}
