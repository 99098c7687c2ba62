import { describe, expect, it } from 'vitest';
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
  it('asks for more rounds the closer the ratio is to the threshold', () => {
    const ratios = [1.0, 1.1, 1.2, 1.3];
    const far = roundsToSettle(ratios, 1.5, 0.1, 0.95) ?? 0;
    const near = roundsToSettle(ratios, 1.12, 0.1, 0.95) ?? 0;
    expect(far).toBe(5);
    expect(near).toBeGreaterThan(100);
    expect(roundsToSettle([1, 1], 1, 0.1, 0.95)).toBeUndefined();
  });

  it('is what the arithmetic of a median asks for', () => {
    // Logs -0.2, 0, 0.2: deviation 0.2. The ratio 1 lies ln 1.1 = 0.0953 from the threshold: (1.96·1.2533·0.2/0.0953)² = 26.6.
    const ratios = [Math.exp(-0.2), 1, Math.exp(0.2)];
    expect(roundsToSettle(ratios, 1, 0.1, 0.95)).toBe(27);
    // At 99 % the quantile is 2.58 instead of 1.96.
    expect(roundsToSettle(ratios, 1, 0.1, 0.99)).toBe(47);
  });
});
