import { createHash } from 'node:crypto';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import type { ShoppingData } from '../shop/shop-workload.ts';
import scenario from './scenario.ts';
import { request, setUp } from './workload.ts';

const data: ShoppingData = {
  skus: ['SKU-1', 'SKU-2'],
  wellStocked: ['SKU-1'],
  categories: ['a & b'],
  cursors: ['c/1'],
  tokens: ['t0', 't1'],
  staff: 's',
  cancellable: Array.from({ length: 100 }, (_, index) => ({ orderId: `o${index}`, customer: index % 2 })),
  totals: { wallets: [1_000, 1_000], shelves: {}, orders: 0, succeeded: 0, kept: [] },
};
const chance = chanceOf(7);
const requests = Array.from({ length: 1_000 }, (_, iteration) => request(data, iteration, chance));

describe('the load of the latency scenario', () => {
  it('asks exactly the endpoints of the scenario', () => {
    const asked = new Set(requests.map(({ endpoint }) => endpoint));
    expect([...asked].toSorted()).toEqual(scenario.endpoints.map(({ id }) => id).toSorted());
  });

  it('is the same for every arm and driver, and another for another seed', () => {
    expect(request(data, 123, chanceOf(7))).toEqual(requests[123]);
    expect(Array.from({ length: 100 }, (_, i) => request(data, i, chanceOf(8)))).not.toEqual(
      requests.slice(0, 100),
    );
  });

  it('is the load that stored runs of the seed had', () => {
    const sha256 = createHash('sha256').update(JSON.stringify(requests)).digest('hex');
    expect(sha256.slice(0, 16)).toBe('a0bbd3686f86a4e6');
  });

  it('cancels every order once and never repeats an idempotency key', () => {
    const cancelled = requests.filter(({ endpoint }) => endpoint === 'cancel-order').map(({ path }) => path);
    expect(new Set(cancelled).size).toBe(cancelled.length);
    expect(cancelled).toHaveLength(100);
    const keys = requests.flatMap(({ headers }) => headers?.['idempotency-key'] ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says so when orders to cancel run out, instead of measuring something else', () => {
    expect(() => Array.from({ length: 1_100 }, (_, i) => request(data, i, chance))).toThrow(
      /only 100 orders/,
    );
  });

  it('escapes what it puts into addresses, and can be sent as JSON', () => {
    expect(requests.some(({ path }) => path === '/products?category=a%20%26%20b')).toBe(true);
    expect(requests.every(({ path }) => !path.includes(' '))).toBe(true);
    for (const { body } of requests) if (body) expect(JSON.parse(body).lines.length).toBeGreaterThan(0);
  });
});

describe('its set-up', () => {
  it('places the orders that are missing for the trial to cancel', () => {
    const steps = setUp({ chance, iterations: 1_000 });
    const sent: string[] = [];
    let step = steps.next();
    while (!step.done) {
      sent.push(...step.value.map(({ method, path }) => `${method} ${path.split('?')[0]}`));
      step = steps.next(
        step.value.map(({ method, path }, index) => {
          if (path.startsWith('/products/'))
            return answer(200, { sku: path.split('/')[2], available: 5_000, reserved: 0 });
          if (path.startsWith('/products')) return answer(200, { items: products, nextCursor: null });
          if (path === '/me/data') return answer(200, { notices: [], baskets: [] });
          if (path === '/ledger') return answer(200, { balances: 0, wallets: 0, others: 0 });
          if (path === '/me/overview') return answer(200, { wallet: { balance: { amount: 900 } } });
          if (path === '/sessions') return answer(201, { token: `t${index}` });
          if (method === 'GET')
            return answer(200, { items: [order(`past${index}`), { ...order('x'), status: 'rejected' }] });
          return answer(201, order(`new${sent.length}-${index}`));
        }),
      );
    }
    // A tenth of the load cancels: 100 orders, of which 8 customers already have one each.
    expect(step.value.cancellable.length).toBeGreaterThanOrEqual(100);
    expect(step.value.cancellable.filter(({ orderId }) => orderId.startsWith('past'))).toHaveLength(8);
    expect(step.value.cancellable.some(({ orderId }) => orderId === 'x')).toBe(false);
    // Of eight customers, and of staff.
    expect(sent.filter((line) => line === 'POST /sessions')).toHaveLength(9);
    // One confirmed order of each customer, at the end of it all.
    expect(step.value.totals.wallets).toEqual(Array.from({ length: 8 }, () => 1_000));
  });

  it('signs in again when the shop is too busy, and not for ever', () => {
    const signedIn = (refusals: number) => {
      const steps = setUp({ chance, iterations: 1 });
      let waits = 0;
      for (let step = steps.next(); !step.done; ) {
        const requests = step.value;
        if (requests.some(({ path }) => path === '/orders?limit=100')) return { requests, waits };
        waits += requests.some(({ afterMs = 0 }) => afterMs > 0) ? 1 : 0;
        step = steps.next(
          requests.map(({ path }, index) => {
            if (path.startsWith('/products/'))
              return answer(200, { sku: path.split('/')[2], available: 5_000 });
            if (path.startsWith('/products')) return answer(200, { items: products, nextCursor: null });
            // One of the two is refused, and both are asked again.
            return index === 0 && waits < refusals
              ? answer(429, { code: 'too-many-sign-ins' })
              : answer(201, { token: 't' });
          }),
        );
      }
      throw new Error('there was no next step');
    };
    expect(signedIn(0)).toMatchObject({ requests: { length: 8 }, waits: 0 });
    expect(signedIn(3)).toMatchObject({ requests: { length: 8 }, waits: 3 });
    expect(() => signedIn(1_000)).toThrow(/answered 429, not 201.*too-many-sign-ins/);
  });

  it('fails with the answer when the shop does not do its part', () => {
    const steps = setUp({ chance, iterations: 10 });
    steps.next();
    expect(() => steps.next([answer(500, { code: 'internal-error' })])).toThrow(
      /answered 500, not 200.*internal-error/,
    );
  });
});

const answer = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });
const order = (id: string) => ({
  id,
  status: 'confirmed',
  lines: [{ sku: 'SKU-1', quantity: 1 }],
  total: { amount: 100 },
});
const products = [
  { sku: 'SKU-1', category: 'a' },
  { sku: 'SKU-2', category: 'b' },
];
