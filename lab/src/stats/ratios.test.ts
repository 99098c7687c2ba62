import { describe, expect, it } from 'vitest';
import { median, medianInterval } from './order-statistics.ts';
import { seededRandom } from './random.ts';
import { roundsToSettle, tInterval } from './ratios.ts';
import { studentTQuantile } from './student-t.ts';

describe('studentTQuantile', () => {
  // Any printed t table.
  it.each([
    [0.975, 1, 12.7062],
    [0.975, 5, 2.5706],
    [0.975, 9, 2.2622],
    [0.95, 9, 1.8331],
    [0.995, 29, 2.7564],
  ])('at %f with %i degrees of freedom is %f', (probability, freedom, expected) => {
    expect(studentTQuantile(probability, freedom)).toBeCloseTo(expected, 3);
  });
});

describe('tInterval', () => {
  it('agrees with the textbook on the logarithms', () => {
    // Logs 0, 1, 2: mean 1, deviation 1, t(2) = 4.30265.
    const interval = tInterval([1, Math.E, Math.E ** 2], 0.95);
    expect(Math.log(interval?.low ?? 0)).toBeCloseTo(1 - 4.30265 / Math.sqrt(3), 3);
    expect(Math.log(interval?.high ?? 0)).toBeCloseTo(1 + 4.30265 / Math.sqrt(3), 3);
    expect(tInterval([2], 0.95)).toBeUndefined();
  });
});

describe('roundsToSettle', () => {
  it('asks for as many rounds as narrow the interval to the threshold', () => {
    // ln 1.15/1.05 = 0.0910 has to become ln 1.15/1.1 = 0.0445: 2.046² times as many rounds as 6.
    expect(roundsToSettle(6, 1.15, { low: 1.05, high: 1.3 }, 0.1)).toBe(26);
    // The same the other way round, and it is the side towards the threshold that counts.
    expect(roundsToSettle(6, 1 / 1.15, { low: 1 / 1.3, high: 1 / 1.05 }, 0.1)).toBe(26);
  });

  it('asks a ratio within the thresholds to stay clear of both', () => {
    // ln 1.2 = 0.182 has to become ln 1.1 = 0.0953: 1.913² times as many.
    expect(roundsToSettle(10, 1, { low: 0.99, high: 1.2 }, 0.1)).toBe(37);
    expect(roundsToSettle(10, 1, { low: 1 / 1.2, high: 1.01 }, 0.1)).toBe(37);
  });

  it('never asks for fewer than there are, and for no number where none would do', () => {
    expect(roundsToSettle(10, 1.02, { low: 0.95, high: 1.0999 }, 0.1)).toBe(11);
    expect(roundsToSettle(10, 1.1, { low: 1, high: 1.2 }, 0.1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is about right for seeded rounds of a known spread', () => {
    // A ratio of 1.2 with a spread of 15 %: of those runs of 10 rounds that do not settle it, most do with what was asked for.
    const random = seededRandom(5);
    const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const ratios = (n: number) => Array.from({ length: n }, () => 1.2 * Math.exp(0.15 * gauss()));
    let [open, settled] = [0, 0];
    for (let run = 0; run < 400; run += 1) {
      const first = ratios(10);
      const interval = medianInterval(first, 0.95);
      const ratio = median(first);
      if (!interval || interval.low > 1.1 || ratio < 1.1) continue;
      const needed = roundsToSettle(10, ratio, interval, 0.1);
      if (needed > 200) continue;
      open += 1;
      const more = medianInterval([...first, ...ratios(needed - 10)], 0.95);
      if (more && more.low > 1.1) settled += 1;
    }
    expect(open).toBeGreaterThan(100);
    expect(settled / open).toBeGreaterThan(0.5);
  });
});
