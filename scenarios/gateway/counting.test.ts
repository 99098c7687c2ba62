import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { paced, quantile, requireOnTime, type Sent, soonOf } from '../shop/paced.ts';
import { answeredMeanwhile, overload, valuesOf } from './overload.ts';
import { FIXED_BURST, FIXED_RATE, type Size } from './sizes.ts';

const sent = (ms: number, { ok = true, endpoint = 'place-order', dueAt = 1_000 } = {}): Sent => ({
  ...{ endpoint, dueAt, startedAt: dueAt, endedAt: dueAt + ms, ok },
});
const times = <T>(count: number, of: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => of(index));

describe('a quantile', () => {
  it('is the value that so many are no greater than', () => {
    const values = times(10, (index) => 10 - index);
    expect([0.5, 0.9, 0.91, 1].map((share) => quantile(values, share))).toEqual([5, 9, 10, 10]);
    expect(quantile([7], 0.5)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow();
  });
});

describe('an open load', () => {
  /** Answers each request after so long of its own clock. */
  const bench = (answersAfterMs: number) => {
    let asked = 0;
    const now = () => performance.timeOrigin + performance.now();
    return {
      now,
      signal: new AbortController().signal,
      async ask() {
        asked += 1;
        const startedAt = now();
        return { status: 200, body: '', outcome: 'ok', startedAt, endedAt: startedAt + answersAfterMs };
      },
      asked: () => asked,
    };
  };
  const request: PlannedRequest = { endpoint: 'browse', method: 'GET', path: '/', expect: [200] };

  it('goes on at its rate, however long answers take', async () => {
    const shop = bench(60_000);
    const pace = { perSecond: 200, deadlineMs: 1, goesOn: (index: number) => index < 10 };
    const all = await paced(shop as unknown as ProbeBench, pace, () => request);
    expect(shop.asked()).toBe(10);
    const [first = 0, ...others] = all.map(({ dueAt }) => dueAt);
    others.forEach((dueAt, index) => {
      expect(dueAt - first).toBeCloseTo(5 * (index + 1), 3);
    });
    expect(all.every(({ startedAt, dueAt }) => startedAt >= dueAt - 2)).toBe(true);
  });

  it('does not count where more than one request in a hundred was sent late', () => {
    const late = (many: number) =>
      times(200, (index) => ({ ...sent(1), startedAt: index < many ? 1_101 : 1_100 }));
    requireOnTime(late(2), false);
    expect(() => requireOnTime(late(3), false)).toThrow('3 of 200 requests');
    requireOnTime(late(200), true);
  });
});

describe('a flood', () => {
  // Other tests may use the machine meanwhile: that requests are sent late is no fault here.
  beforeEach(() => void vi.stubEnv('LAB_SHARED_MACHINE', '1'));

  const flood = [
    ...times(6, () => sent(10)),
    ...times(2, () => sent(1_000)),
    sent(1_001),
    sent(5, { ok: false }),
    ...times(10, () => sent(20, { endpoint: 'browse' })),
    ...times(30, () => sent(1, { ok: false, endpoint: 'browse' })),
  ];

  it('is counted by what was answered in time, and a refusal is no answer', () => {
    expect(valuesOf('crowd', flood, 2)).toEqual({
      'crowd.orders': 80,
      'crowd.order-time': 10,
      'crowd.goodput': 9,
      'crowd.sent-late': 1,
    });
    expect(soonOf(flood)).toBe(18);
  });

  it('of orders that are all refused has their patience for a time', () => {
    const refused = times(10, () => sent(1, { ok: false }));
    expect(valuesOf('crowd', refused, 1)).toEqual({
      'crowd.orders': 1,
      'crowd.order-time': 3_000,
      'crowd.goodput': 0.1,
      'crowd.sent-late': 1,
    });
  });

  it('of twice the capacity leaves in time what arithmetic says', () => {
    const [capacity, seconds] = [100, 4];
    const due = times(2 * capacity * seconds, (index) => (1_000 * index) / (2 * capacity));
    const isOrder = (index: number) => index % 5 === 4;
    /** One request after the other, those that are due. Who was due at t s has t s of work before him. */
    const answered = (which: (index: number) => boolean) => {
      let free = 0;
      return due.flatMap((dueAt, index) => {
        if (!which(index)) return [];
        free = Math.max(free, dueAt) + 1_000 / capacity;
        return [sent(free - dueAt, { dueAt, endpoint: isOrder(index) ? 'place-order' : 'browse' })];
      });
    };
    // So a second of four is in time. Orders alone are two fifths of the capacity, and if they come first all are in time.
    expect(
      valuesOf(
        'crowd',
        answered(() => true),
        seconds,
      )['crowd.orders'],
    ).toBeCloseTo(25, -1);
    expect(valuesOf('crowd', answered(isOrder), seconds)['crowd.orders']).toBe(100);
    // Half of it is answered meanwhile: a shop that could do more has a greater share.
    expect(
      answeredMeanwhile(
        answered(() => true),
        seconds,
      ),
    ).toBeCloseTo(0.5, 2);
  });

  it('of one customer is held back by a fixed rate, so that others can order', () => {
    // As in the test above, on two CPUs. Four fifths are one customer's pages, who has a bucket of tokens; nobody else sends too much.
    const [capacity, seconds] = [76, 4];
    const orders = (isLimited: boolean) => {
      let [free, tokens, last] = [0, FIXED_BURST, 0];
      const sentIn = times(2 * capacity * seconds, (index) => {
        const dueAt = (1_000 * index) / (2 * capacity);
        const isOrder = index % 5 === 4;
        if (isLimited && !isOrder) {
          tokens = Math.min(FIXED_BURST, tokens + ((dueAt - last) / 1_000) * FIXED_RATE);
          last = dueAt;
          if (tokens < 1) return [];
          tokens -= 1;
        }
        free = Math.max(free, dueAt) + 1_000 / capacity;
        return isOrder ? [sent(free - dueAt, { dueAt })] : [];
      });
      return valuesOf('greedy', sentIn.flat(), seconds)['greedy.orders'] ?? Number.NaN;
    };
    expect(orders(true)).toBeGreaterThan(1.5 * orders(false));
    // Of a crowd of eight each sends no more than the rate.
    expect((2 * capacity) / 8).toBeLessThanOrEqual(FIXED_RATE);
  });

  it('is told by what was answered while it lasted, and not by what was refused', () => {
    const half = times(10, (index) => sent(index < 5 ? 10 : 1_500, { dueAt: 100 * index }));
    expect(answeredMeanwhile(half, 1)).toBe(0.5);
    expect(
      answeredMeanwhile(
        times(10, (index) => sent(10, { dueAt: 50 * index })),
        1,
      ),
    ).toBe(1);
    expect(
      answeredMeanwhile(
        times(10, () => sent(10, { ok: false })),
        1,
      ),
    ).toBe(0);
  });

  it('has a value of how late its requests were sent', () => {
    const late = times(100, (index) => ({ ...sent(50), startedAt: 1_000 + index }));
    expect(valuesOf('crowd', late, 1)['crowd.sent-late']).toBe(98);
  });

  /** A shop that answers at once, however many ask. @param oneIn so many requests are answered as they should be, the others are refused */
  function quickShop(oneIn = 1, refusal = 503) {
    const asked: PlannedRequest[] = [];
    const now = () => performance.timeOrigin + performance.now();
    return {
      asked,
      now,
      arm: 'quick-shop',
      signal: new AbortController().signal,
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
  const size = { capacitySeconds: 0.3, crowdSeconds: 0.3, greedySeconds: 0.3 } as Size;

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

  it('that the shop bears was none, and has no value', async () => {
    const { values, series, leftOut } = await overload(quickShop() as unknown as ProbeBench, data, {
      ...size,
      crowdSeconds: 1,
      greedySeconds: 0,
    });
    expect(Object.keys(values)).toEqual(['capacity']);
    expect(series).toEqual([]);
    expect(leftOut.map((each) => each.split(':')[0])).toEqual(['quick-shop, crowd']);
  });

  it('that is refused for its greater part has values', async () => {
    const { values, series, leftOut } = await overload(quickShop(3) as unknown as ProbeBench, data, size);
    expect(values).toMatchObject({
      ...{ capacity: expect.any(Number), 'crowd.goodput': expect.any(Number) },
      'greedy.goodput': expect.any(Number),
    });
    expect([series.length, leftOut]).toEqual([1, []]);
  });

  it('is left out where a limit refuses those who ask one after the other', async () => {
    const { values, leftOut } = await overload(quickShop(2, 429) as unknown as ProbeBench, data, size);
    expect(values).toEqual({});
    expect(leftOut).toEqual(['quick-shop, floods: its limit refuses even 4 clients']);
  });
});
