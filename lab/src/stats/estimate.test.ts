import { describe, expect, it } from 'vitest';
import { exponential, jackknife, meanLogOf, meanOf, tInterval } from './estimate.ts';
import { seededRandom } from './random.ts';
import { roundsToSettle } from './rounds-to-settle.ts';
import { studentTQuantile } from './student-t.ts';

describe('studentTQuantile', () => {
  // Any printed t table.
  it.each([
    [0.975, 1, 12.7062],
    [0.975, 5, 2.5706],
    [0.975, 9, 2.2622],
    [0.95, 9, 1.8331],
    [0.99, 2, 6.9646],
    [0.995, 29, 2.7564],
  ])('at %f with %i degrees of freedom is %f', (probability, freedom, expected) => {
    expect(studentTQuantile(probability, freedom)).toBeCloseTo(expected, 3);
  });
});

describe('tInterval', () => {
  it('agrees with the textbook on values, and on the logarithms of ratios', () => {
    // 0, 1, 2: mean 1, deviation 1, t(2) = 4.30265.
    const half = 4.30265 / Math.sqrt(3);
    const values = tInterval(meanOf([0, 1, 2]), 0.95);
    expect(values?.low).toBeCloseTo(1 - half, 3);
    expect(values?.high).toBeCloseTo(1 + half, 3);
    const ratios = exponential(tInterval(meanLogOf([1, Math.E, Math.E ** 2]), 0.95));
    expect(Math.log(ratios?.high ?? 0)).toBeCloseTo(1 + half, 3);
    expect(ratios?.coverage).toBe(0.95);
  });

  it('does not exist below three rounds, nor before the first look', () => {
    expect(tInterval(meanOf([2, 2.001]), 0.95)).toBeUndefined();
    expect(tInterval(meanOf([1, 2, 3]), null)).toBeUndefined();
  });
});

describe('jackknife', () => {
  it('of a mean is its usual standard error', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0) / some.length;
    const found = jackknife(values, mean);
    expect(found.value).toBeCloseTo(meanOf(values).value, 10);
    expect(found.standardError).toBeCloseTo(meanOf(values).standardError, 10);
    expect(found.rounds).toBe(8);
  });

  it('gives a ratio of means an interval that covers it as often as it promises', () => {
    const random = seededRandom(3);
    const runs = 2_000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const rounds = Array.from({ length: 6 }, () => ({ part: 2 + random(), all: 9 + 2 * random() }));
      const sum = (some: typeof rounds, of: 'part' | 'all') =>
        some.reduce((total, each) => total + each[of], 0);
      const share = jackknife(rounds, (some) => sum([...some], 'part') / sum([...some], 'all'));
      const interval = tInterval(share, 0.95);
      if (interval && interval.low <= 0.25 && 0.25 <= interval.high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.935);
    expect(covered / runs).toBeLessThan(0.965);
  });
});

describe('roundsToSettle', () => {
  const estimate = (ratio: number, rounds: number, spread: number) => ({
    ...{ value: Math.log(ratio), rounds },
    standardError: spread / Math.sqrt(rounds),
  });

  it('asks for as many rounds as narrow the interval to the threshold', () => {
    // ln 1.15/1.1 = 0.0445 with a spread of 0.1: t(n-1)/√n must be below 0.445: t(21) = 2.0796, 2.0796/√22 = 0.4434.
    expect(roundsToSettle(estimate(1.15, 6, 0.1), 0.95, { delta: 0.1 })).toBe(22);
    // The same the other way round.
    expect(roundsToSettle(estimate(1 / 1.15, 6, 0.1), 0.95, { delta: 0.1 })).toBe(22);
  });

  it('asks a ratio within the thresholds to stay clear of the nearer one', () => {
    // ln 1.1 - ln 1.05 = 0.0465.
    expect(roundsToSettle(estimate(1.05, 6, 0.1), 0.95, { delta: 0.1 })).toBe(21);
    expect(roundsToSettle(estimate(1, 4, 0.01), 0.95, { delta: 0.1 })).toBe(5);
  });

  it('gives no number where none would do, or more than anybody runs', () => {
    expect(roundsToSettle(estimate(1.1, 10, 0.1), 0.95, { delta: 0.1 })).toBeNull();
    expect(roundsToSettle(estimate(1.11, 10, 0.3), 0.95, { delta: 0.1 })).toBeNull();
    // Between the threshold and the noise floor.
    expect(roundsToSettle(estimate(1.2, 10, 0.1), 0.95, { delta: 0.1, floor: 0.3 })).toBeNull();
  });
});
