import { expect, it } from 'vitest';
import type { Product } from '../behaviour/contract.ts';
import type { Customer } from '../behaviour/customer.ts';
import { RestlessCustomers } from '../restless-customers.ts';

const SKUS = [{ sku: 'a' }, { sku: 'b' }] as unknown as Product[];

/**
 * A customer of a shop that acknowledges each order, and decides it when it is asked for again: under the name that it has then.
 *
 * @param status of those that have been acknowledged, in the books
 */
function customerOf(nameOf: (acknowledged: string) => string, status = 'pending'): Customer {
  const acknowledged = new Map<string, string>();
  const shop = {
    async post(_path: string, _json: unknown, { 'idempotency-key': key }: { 'idempotency-key': string }) {
      const before = acknowledged.get(key);
      if (before !== undefined) return { status: 201, json: () => ({ id: nameOf(before) }) };
      acknowledged.set(key, `order ${acknowledged.size}`);
      return { status: 202, json: () => ({ id: acknowledged.get(key) }) };
    },
    orders: async () => [...acknowledged.values()].map((id) => ({ id, status })),
    cancel: async () => ({ status: 200 }),
  };
  return shop as unknown as Customer;
}

async function ordersOf(customer: Customer): Promise<RestlessCustomers> {
  const restless = new RestlessCustomers([customer], SKUS, 1);
  expect(await restless.hurry(4)).toBe(4);
  await restless.stop();
  return restless;
}

it('insist on an outcome of every order, and wait for none of those that they hurry with', async () => {
  const restless = await ordersOf(customerOf((acknowledged) => acknowledged));
  expect(restless.wishes.filter(({ told }) => !told).length).toBeGreaterThanOrEqual(4);
  await restless.insist();
  expect(restless.wishes.every(({ told }) => told)).toBe(true);
});

it('notice when an order that was acknowledged got lost, and another one is decided under its key', async () => {
  const restless = await ordersOf(customerOf((acknowledged) => `another than ${acknowledged}`));
  await expect(restless.insist()).rejects.toThrow(
    /several orders under one key: test:.*: order \d+,another than order \d+/,
  );
});

it('count those as waiting that have not been decided, not those that were only acknowledged', async () => {
  const restless = new RestlessCustomers([customerOf((acknowledged) => acknowledged, 'confirmed')], SKUS, 1);
  expect(await restless.hurry(4)).toBe(0);
  await restless.stop();
});
