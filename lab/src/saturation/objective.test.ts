import { describe, expect, it } from 'vitest';
import { queueGrowth, shortcomings } from './objective.ts';
import type { Observation } from './observation.ts';

const objective = { percentile: 'p99', milliseconds: 100 } as const;
const good: Observation = {
  achieved: 1,
  errorShare: 0,
  response: { p50: 5, p90: 9, p95: 10, p99: 20 },
  perSecond: [5, 6, 5, 5],
};

describe('a rate', () => {
  it.each<[why: string, seen: Partial<Observation>, reason: RegExp | undefined]>([
    ['is sustained', {}, undefined],
    [
      'has a slow percentile',
      { response: { ...good.response, p99: 101 } },
      /p99 101\.0 ms, more than 100 ms/,
    ],
    ['has too few requests for it', { response: { ...good.response, p99: null } }, /too few answers/],
    ['has an error in a thousand', { errorShare: 0.001 }, /0\.1 % errors/],
    ['has fewer errors', { errorShare: 0.0009 }, undefined],
    ['was not offered', { achieved: 0.98 }, /98\.0 % of the starts/],
    ['lets the queue grow', { perSecond: [10, 40, 70, 100] }, /grows by 3\.0 %/],
    ['has seconds that differ by chance', { perSecond: [5, 7, 9, 8] }, undefined],
    ['has seconds that differ by chance, and a slope', { perSecond: [5, 8, 9, 20] }, undefined],
    ['was hardly answered', { perSecond: [10, null, null, null] }, /fewer than 3 seconds/],
  ])('%s', (_, seen, reason) => {
    const reasons = shortcomings({ ...good, ...seen }, objective);
    if (reason) expect(reasons).toEqual([expect.stringMatching(reason)]);
    else expect(reasons).toEqual([]);
  });
});

describe('the growth of a queue', () => {
  it('is the share by which arrivals exceed the capacity', () => {
    // 110/s on a capacity of 100/s: a request that arrives after t seconds finds 10 t requests waiting, 10 ms each.
    expect(queueGrowth([0, 1, 2, 3, 4].map((second) => 10 + second * 100))).toBeCloseTo(0.1);
  });

  it('is not seen in a single pause', () => {
    expect(queueGrowth([5, 5, 5, 400, 5, 5])).toBe(0);
    expect(queueGrowth([5, 5, 5, 5, 400, 380])).toBeLessThan(0.1);
  });

  it('takes a second without an answer for no observation', () => {
    expect(queueGrowth([0, null, 200, 300])).toBeCloseTo(0.1);
    expect(queueGrowth([0, 100])).toBeUndefined();
  });
});
