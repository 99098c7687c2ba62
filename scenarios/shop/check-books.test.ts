import type { HttpResponse, Operation } from '@lab/lab/scenario/workload';
import { describe, expect, it } from 'vitest';
import { type Books, checkBooks, type ListedOrder } from './books.ts';
import { BEFORE as before, books, order, ORDERS as orders } from './made-books.ts';
import { observe } from './shop-workload.ts';

/** What the load has kept of the answer to a request, if anything. */
const KEPT: Pick<Operation, 'observed'> = { observed: { id: 'sold', status: 'confirmed' } };
const NOT_KEPT: Pick<Operation, 'observed'> = {};
const WHEN = { step: 0, endpoint: 'any', startedAt: 0, endedAt: 0 };

/**
 * Checks the books of a shop with one customer.
 *
 * @param again answers to the repeated orders, which are the first requests of the history; two cancellations follow
 * @param now the orders that the shop lists, of what the other books of the shop agree with
 */
function checked(history: readonly Operation[], again: readonly HttpResponse[], now: readonly ListedOrder[]) {
  const readers = { tokens: ['t0'], skus: ['A'], staff: 's', totals: before };
  const steps = checkBooks(readers, history, (iteration) => ({
    endpoint: 'any',
    method: 'POST',
    expect: [201],
    path: ['/orders/returned/cancel', '/orders/old/cancel'][iteration - again.length] ?? '/orders',
    headers: { 'idempotency-key': `${iteration}` },
  }));
  const spent = now.flatMap(({ status, total }) => (status === 'confirmed' ? [total.amount] : []));
  const shown = books(1_100 - sumOf(spent), 11 - sumOf(spent) / 100, [...now]);
  const sent: string[] = [];
  let step = steps.next();
  while (!step.done) {
    step = steps.next(
      step.value.map(({ method, path, headers }) => {
        const key = headers?.['idempotency-key'] ?? '';
        sent.push(`${method} ${path.split('?')[0]} ${key}`.trim());
        if (method === 'POST') return again[Number(key)] ?? { status: 500, body: '' };
        return { status: 200, body: JSON.stringify(bodyOf(path, shown)) };
      }),
    );
  }
  return { sent, checks: step.value };
}

function bodyOf(path: string, { balances, available, orders, kept, reserved, ledger }: Books): unknown {
  if (path.startsWith('/orders')) return { items: orders[0], nextCursor: null };
  if (path === '/products/A') return { sku: 'A', available: available.A };
  if (path === '/me/data') return kept[0];
  if (path === '/products/A/stock') return { sku: 'A', onHand: 50, reserved: reserved.A };
  if (path === '/ledger') return ledger;
  return { wallet: { balance: { amount: balances[0] } } };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

describe('the books of the shop', () => {
  it('are read from the shop, with every request for an order asked again under its key', () => {
    const done = ['ok', 'failed', 'ok', 'indeterminate', 'ok', 'indeterminate'] as const;
    const history = done.map((outcome, iteration) => ({ iteration, outcome, ...WHEN }));
    const again = [
      { status: 201, body: JSON.stringify({ id: 'sold' }) },
      { status: 402, body: JSON.stringify({ code: 'insufficient-funds', orderId: 'refused' }) },
      { status: 201, body: JSON.stringify({ id: 'returned' }) },
      { status: 201, body: JSON.stringify({ id: 'unheard' }) },
    ];
    const { sent, checks } = checked(history, again, orders);
    expect(sent).toEqual([
      ...['POST /orders 0', 'POST /orders 1', 'POST /orders 2', 'POST /orders 3'],
      ...['GET /me/overview', 'GET /products/A', 'GET /orders', 'GET /me/data'],
      ...['GET /products/A/stock', 'GET /ledger'],
    ]);
    expect(checks.map(({ result }) => result)).toEqual(Array(5).fill('pass'));
  });

  it.each([
    [
      'a promise that is taken back, and denied to who asks again',
      KEPT,
      { status: 402, body: JSON.stringify({ orderId: 'sold' }) },
      [order('old', 'confirmed'), order('sold', 'rejected'), order('other', 'confirmed')],
      [/^orders: order sold was confirmed, now rejected/],
    ],
    [
      'the same where no answers are kept',
      NOT_KEPT,
      { status: 402, body: JSON.stringify({ orderId: 'sold' }) },
      [order('old', 'confirmed'), order('sold', 'rejected'), order('other', 'confirmed')],
      [/^orders: order sold was confirmed, now rejected/],
    ],
    [
      'a promise that is forgotten, and made anew to who asks again',
      KEPT,
      { status: 201, body: JSON.stringify({ id: 'anew' }) },
      [order('old', 'confirmed'), order('anew', 'confirmed'), order('other', 'confirmed')],
      [/^orders: the order of request 0 was confirmed and is gone/, /^effects: key 0 led to 2 orders/],
    ],
    [
      'a promise of which nobody knows, where no answers are kept',
      NOT_KEPT,
      { status: 422, body: JSON.stringify({ code: 'unknown-product' }) },
      [order('old', 'confirmed'), order('other', 'confirmed')],
      [/^orders: the order of request 0 was confirmed and is gone/],
    ],
  ])('show %s', (_what, kept, repeat, now, expected) => {
    const history = [
      { iteration: 0, outcome: 'ok', ...WHEN, ...kept } as const,
      { iteration: 1, outcome: 'indeterminate', ...WHEN } as const,
    ];
    const again = [repeat, { status: 201, body: JSON.stringify({ id: 'other' }) }];
    const { checks } = checked(history, again, now);
    const failures = checks.filter(({ result }) => result === 'fail');
    expect(failures.map(({ id, detail }) => `${id}: ${detail}`)).toEqual(
      expected.map((each) => expect.stringMatching(each)),
    );
  });

  it('are held against what each answer told of an order, as the load keeps it', () => {
    const kept = (path: string, status: number, body: object) => {
      const request = { endpoint: 'any', method: 'POST', path, expect: [status] } as const;
      const response = { status, body: JSON.stringify(body) };
      return observe(undefined, [{ request, response, startedMs: 0, endedMs: 1 }]);
    };
    expect(kept('/orders', 201, { id: 'a', lines: [] })).toEqual({ id: 'a', status: 'confirmed' });
    expect(kept('/orders', 402, { orderId: 'a', code: 'insufficient-funds' })).toEqual({
      id: 'a',
      status: 'rejected',
    });
    expect(kept('/orders', 202, { id: 'a', status: 'pending' })).toBeUndefined();
    expect(kept('/orders/a/cancel', 200, { id: 'a' })).toBeUndefined();
  });

  it('cannot be read where the shop is not able to answer', () => {
    const data = { tokens: [], skus: [], staff: 's', totals: before };
    const [when, request] = [
      { step: 0, endpoint: 'any', startedAt: 0, endedAt: 0 },
      { method: 'POST', path: '/orders', endpoint: 'any', expect: [201] } as const,
    ];
    const steps = checkBooks(data, [{ iteration: 0, outcome: 'ok', ...when }], () => request);
    steps.next();
    expect(() => steps.next([{ status: 503, body: 'out of order' }])).toThrow('503 to a repeated order');
  });
});
