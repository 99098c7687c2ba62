import { expect, it } from 'vitest';
import { tQuantile } from './student-t.ts';

/** NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: critical values of Student's t, by degrees of freedom. */
const TABLE = [
  [1, [0.9, 3.078], [0.95, 6.314], [0.975, 12.706], [0.99, 31.821], [0.995, 63.657]],
  [2, [0.9, 1.886], [0.95, 2.92], [0.975, 4.303], [0.99, 6.965], [0.995, 9.925]],
  [3, [0.9, 1.638], [0.95, 2.353], [0.975, 3.182], [0.99, 4.541], [0.995, 5.841]],
  [5, [0.9, 1.476], [0.95, 2.015], [0.975, 2.571], [0.99, 3.365], [0.995, 4.032]],
  [9, [0.9, 1.383], [0.95, 1.833], [0.975, 2.262], [0.99, 2.821], [0.995, 3.25]],
  [29, [0.9, 1.311], [0.95, 1.699], [0.975, 2.045], [0.99, 2.462], [0.995, 2.756]],
] as const;

it.each(TABLE)('has the printed quantiles of %i degrees of freedom', (freedom, ...row) => {
  for (const [probability, printed] of row)
    expect(tQuantile(probability, freedom).toFixed(3)).toBe(printed.toFixed(3));
});

it.each([0.6, 0.9, 0.975, 0.99, 0.995])(
  'has the closed forms of one and two degrees of freedom at %d',
  (p) => {
    expect(tQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 10);
    expect(tQuantile(p, 2) / ((2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeCloseTo(1, 10);
  },
);

it('is 0 at one half', () => {
  expect(tQuantile(0.5, 4)).toBeCloseTo(0, 10);
});
