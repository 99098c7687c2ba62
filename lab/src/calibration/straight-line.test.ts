import { expect, it } from 'vitest';
import { leastSquaresSlope } from './straight-line.ts';

it('is the slope of a line, wherever the line begins', () => {
  expect(leastSquaresSlope([0, 1, 5, 20, 100].map((x) => ({ x, y: 0.3 + 1.02 * x })))).toBeCloseTo(1.02, 12);
});

it('is that of the best line through points that lie on none', () => {
  // By hand: means 1 and 2, covariance 2/3, variance 2/3.
  const points = [
    { x: 0, y: 1 },
    { x: 1, y: 2 },
    { x: 2, y: 3 },
  ];
  expect(leastSquaresSlope(points)).toBeCloseTo(1, 12);
  expect(leastSquaresSlope([...points, { x: 3, y: 0 }])).toBeCloseTo(-0.2, 12);
});
