import { describe, expect, it } from 'vitest';
import { rankSumCounts, shiftBetween } from './rank-sum.ts';

describe('the rank-sum distribution', () => {
  it('is that of the published tables', () => {
    expect(rankSumCounts(2, 3)).toEqual([1, 1, 2, 2, 2, 1, 1]);
    const counts = rankSumCounts(10, 10);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(184_756);
    // Two-sided 5 % critical value of U for 10 and 10 values: 23.
    const tail = (most: number) => counts.slice(0, most + 1).reduce((sum, count) => sum + count, 0) / 184_756;
    expect(tail(23)).toBeLessThanOrEqual(0.025);
    expect(tail(24)).toBeGreaterThan(0.025);
  });

  it('is whole and symmetric up to the longest runs', () => {
    const counts = rankSumCounts(30, 30);
    expect(counts.slice(0, 200).every(Number.isSafeInteger)).toBe(true);
    expect(counts.slice(0, 200)).toEqual(counts.slice(-200).toReversed());
  });
});

describe('the shift between two samples', () => {
  it('has an interval from four and four, or three and five values on for 95 %', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index);
    const exists = (m: number, n: number) =>
      shiftBetween(values(m), values(n)).intervalAt(0.95) !== undefined;
    expect([exists(3, 4), exists(4, 3), exists(2, 7), exists(1, 30)]).toEqual([false, false, false, false]);
    expect([exists(4, 4), exists(3, 5), exists(2, 8)]).toEqual([true, true, true]);
    expect(exists(0, 6)).toBe(false);
  });

  it('gives the answer that R gives', () => {
    // wilcox.test(to, from, conf.int = TRUE): Hollander, Wolfe and Chicken, table 4.1, permeability of membranes.
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const shift = shiftBetween(early, term);
    expect(shift.estimate()).toBeCloseTo(0.305, 3);
    const interval = shift.intervalAt(0.95);
    expect([interval?.low, interval?.high]).toEqual([
      expect.closeTo(-0.15, 2) as number,
      expect.closeTo(0.76, 2) as number,
    ]);
    expect(interval?.coverage).toBeGreaterThanOrEqual(0.95);
  });
});
