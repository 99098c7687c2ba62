import type { Found, ProbeBench } from '@lab/lab/scenario/probe';
import type { Evidence } from '@lab/lab/scenario/scenario';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PRIORITY, SERVICES } from './arms.ts';
import { insights } from './insights.ts';
import { overload } from './overload.ts';
import type { Size } from './sizes.ts';

/**
 * A shop that answers at once, however many ask.
 *
 * @param oneIn so many requests are answered as they should be, the others are refused
 * @param others what other arms of its round have found
 */
function quickShop(oneIn = 1, refusal = 503, topology = PRIORITY, others: readonly Found[] = []) {
  const asked: PlannedRequest[] = [];
  let before = 0;
  const now = () => performance.timeOrigin + performance.now();
  return {
    asked,
    now,
    /** How many requests the floods had. */
    inFloods: () => asked.length - before,
    ...{ arm: 'quick-shop', topology },
    signal: new AbortController().signal,
    async gather(_: string, work: () => Promise<number | undefined>) {
      const value = await work();
      before = asked.length;
      return [...others, { arm: 'quick-shop', topology, value }];
    },
    async ask(request: PlannedRequest) {
      const startedAt = now();
      if (request.endpoint === 'sign-in') return { status: 201, body: '{"token":"staff"}' };
      if (request.endpoint === 'change-price') return { status: 200, body: '{}' };
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (request.endpoint !== 'look' && asked.push(request) % oneIn !== 0)
        return { status: refusal, body: '{}', outcome: 'indeterminate', startedAt, endedAt: startedAt + 5 };
      return { status: 200, body: '{}', outcome: 'ok', startedAt, endedAt: startedAt + 5 };
    },
  };
}
const data = { tokens: ['a', 'b', 'c'], wellStocked: ['X', 'Y'], skus: ['X', 'Y', 'Z'] };
const size = { warmSeconds: 0.1, capacitySeconds: 0.3, crowdSeconds: 0.3, greedySeconds: 0.3 } as Size;

describe('a flood', () => {
  // Other tests may use the machine meanwhile: that requests are sent late is no fault here.
  beforeEach(() => void vi.stubEnv('LAB_SHARED_MACHINE', '1'));

  it('is of orders, one in five, and pages, of customers who take turns', async () => {
    const shop = quickShop();
    await overload(shop as unknown as ProbeBench, data, size);
    const orders = shop.asked.filter(({ endpoint }) => endpoint === 'place-order');
    expect(orders.length).toBe(Math.floor(shop.asked.length / 5));
    const keys = orders.map(({ headers }) => headers?.['idempotency-key']);
    expect(new Set(keys).size).toBe(orders.length);
    const tokensOf = (of: readonly PlannedRequest[]) =>
      of.map(({ headers }) => headers?.authorization?.slice(-1));
    const tokens = (of: readonly PlannedRequest[]) => new Set(tokensOf(of));
    // The second flood is one customer's, but for its orders.
    const pages = shop.asked.filter(({ endpoint }) => endpoint === 'browse');
    expect(tokens(pages.slice(-3))).toEqual(new Set(['c']));
    expect(tokens(shop.asked)).toEqual(new Set(['a', 'b', 'c']));
    // The last one is kept for browsing without measure.
    expect(tokens(orders)).toEqual(new Set(['a', 'b']));
  });

  it('that the shop bears was none: it says so, and has no value but what it was a multiple of', async () => {
    const { values, series, leftOut } = await overload(quickShop() as unknown as ProbeBench, data, {
      ...size,
      crowdSeconds: 1,
      greedySeconds: 0,
    });
    expect(Object.keys(values)).toEqual(['capacity', 'crowd.times']);
    expect(values['crowd.times']).toBeLessThan(1.5);
    expect(series).toEqual([]);
    expect(leftOut).toEqual([
      expect.stringMatching(/^quick-shop, crowd: the flood was 1\.\d\d times what the arm bore of it/),
    ]);
  });

  it('is twice what the shop without a limit was found to bear', async () => {
    const shop = quickShop(1, 503, PRIORITY, [{ arm: 'other', topology: SERVICES, value: 50 }]);
    const one = { ...size, crowdSeconds: 1, greedySeconds: 0 };
    const { values, leftOut } = await overload(shop as unknown as ProbeBench, data, one);
    expect(values.capacity).toBe(50);
    expect(shop.inFloods()).toBe(2 * 50);
    // It bears all of it with its limit, and is not left out for that.
    expect(values['crowd.times']).toBeLessThan(1.5);
    expect(values).toHaveProperty(['crowd.orders']);
    expect(leftOut).toEqual([]);
  });

  it('that is refused for its greater part has values', async () => {
    const { values, series, leftOut } = await overload(quickShop(3) as unknown as ProbeBench, data, size);
    expect(values).toMatchObject({
      ...{ capacity: expect.any(Number), 'crowd.goodput': expect.any(Number) },
      'greedy.goodput': expect.any(Number),
    });
    expect([series.length, leftOut]).toEqual([1, []]);
  });

  it('is left out where a limit refuses those who ask one after the other, and nobody else knows the capacity', async () => {
    const { values, leftOut } = await overload(quickShop(2, 429) as unknown as ProbeBench, data, size);
    expect(values).toEqual({});
    expect(leftOut).toEqual(['quick-shop, floods: its limit refuses even 4 clients']);
  });

  it('is told as the multiple that it was of what each arm bore', () => {
    const evidence = {
      arms: [{ name: 's', topology: SERVICES }],
      metrics: [{ id: 'crowd.times', arms: { s: { median: 1.934 } } }],
    } as unknown as Evidence;
    const [told] = insights(evidence);
    expect(told).toMatchObject({ id: 'crowd.times', metrics: ['crowd.times'] });
    expect([told?.text.en, told?.text.ko]).toEqual([
      expect.stringMatching(/: microservices 1\.93×\.$/),
      expect.stringMatching(/: microservices 1\.93배\.$/),
    ]);
  });
});
