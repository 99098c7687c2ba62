import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { describe, expect, it } from 'vitest';
import { paced, quantile, requireOnTime, type Sent, soonOf } from '../shop/paced.ts';
import { FIXED, MONOLITH, MONOLITH_PRIORITY, PRIORITY, SERVICES } from './arms.ts';
import { capacityFor, judgesItself, timesOf, valuesOf } from './overload.ts';
import { FIXED_BURST, FIXED_RATE } from './sizes.ts';

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
    // Half of it is answered meanwhile: a flood is less of a multiple for a shop that could do more.
    expect(
      timesOf(
        answered(() => true),
        seconds,
      ),
    ).toBeCloseTo(2, 1);
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
    expect(timesOf(half, 1)).toBe(2);
    const all = times(10, (index) => sent(10, { dueAt: 50 * index }));
    expect(timesOf(all, 1)).toBe(1);
    // Nothing is told as one: a multiple of nothing is none.
    const none = times(10, () => sent(10, { ok: false }));
    expect(timesOf(none, 1)).toBe(10);
  });

  it('is the same for all arms of a deployment: a multiple of what the shop without a limit bears', () => {
    const found = [
      { arm: 'p', topology: PRIORITY, value: 60 },
      { arm: 's', topology: SERVICES, value: 100 },
      { arm: 'm', topology: MONOLITH, value: 250 },
      { arm: 'f', topology: FIXED, value: undefined },
    ];
    const arms = [...found, { arm: 'q', topology: MONOLITH_PRIORITY }];
    expect(arms.map((own) => capacityFor(found, own))).toEqual([100, 100, 250, 100, 250]);
    // An arm whose counterpart is not there has its own, if any.
    expect(capacityFor(found.slice(0, 1), { arm: 'p', topology: PRIORITY })).toBe(60);
    expect(capacityFor(found.slice(3), { arm: 'f', topology: FIXED })).toBeUndefined();
    // Whether it was an overload says the shop without a limit, and an arm without such a counterpart.
    expect(arms.map((own) => judgesItself(found, own))).toEqual([false, true, true, false, false]);
    expect(judgesItself(found.slice(0, 1), { topology: PRIORITY })).toBe(true);
  });

  it('has a value of how late its requests were sent', () => {
    const late = times(100, (index) => ({ ...sent(50), startedAt: 1_000 + index }));
    expect(valuesOf('crowd', late, 1)['crowd.sent-late']).toBe(98);
  });
});
