import { describe, expect, it } from 'vitest';
import { median, medianInterval } from './order-statistics.ts';
import { seededRandom } from './random.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow(/no median/);
  });
});

describe('medianInterval', () => {
  it('does not exist below six values at 95 %', () => {
    expect(medianInterval([1, 2, 3, 4, 5], 0.95)).toBeUndefined();
    expect(medianInterval([], 0.95)).toBeUndefined();
  });

  // Ranks and coverages from the binomial table, e.g. n = 10: 1 - 2·(1 + 10)/1024.
  it.each([
    [6, 1, 0.96875],
    [8, 1, 0.9921875],
    [9, 2, 0.9609375],
    [10, 2, 0.978515625],
    [20, 6, 0.95861053],
    [30, 10, 0.95722603],
  ])('takes of %i values the one of rank %i from either end', (n, rank, coverage) => {
    const values = Array.from({ length: n }, (_, index) => index + 1);
    const interval = medianInterval(values.toReversed(), 0.95);
    expect(interval?.low).toBe(rank);
    expect(interval?.high).toBe(n + 1 - rank);
    expect(interval?.coverage).toBeCloseTo(coverage, 6);
  });

  it.each([6, 10, 20])('covers the true median of skewed values as often as it promises, n = %i', (n) => {
    const random = seededRandom(n);
    const runs = 4_000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      // Exponential: the median is ln 2.
      const interval = medianInterval(
        Array.from({ length: n }, () => -Math.log(1 - random())),
        0.95,
      );
      if (interval && interval.low <= Math.LN2 && Math.LN2 <= interval.high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.945);
    expect(covered / runs).toBeLessThan(0.99);
  });
});
