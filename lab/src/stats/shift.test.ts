import { expect, it } from 'vitest';
import { meanOf } from './estimate.ts';
import { shiftInterval } from './shift.ts';

it('agrees with the textbook, for samples that spread differently', () => {
  // Means 2 and 7; squared standard errors 1/3 and 4/3; freedom (5/3)² / ((1/9 + 16/9) / 2) = 2.941; t(0.975) = 3.2188.
  const interval = shiftInterval(meanOf([1, 2, 3]), meanOf([5, 7, 9]), 0.95);
  expect(interval?.low).toBeCloseTo(5 - 3.2188 * Math.sqrt(5 / 3), 3);
  expect(interval?.high).toBeCloseTo(5 + 3.2188 * Math.sqrt(5 / 3), 3);
  expect(interval?.coverage).toBe(0.95);
});

it('is a point where no value differs from its like, and nothing below three values', () => {
  expect(shiftInterval(meanOf([2, 2, 2]), meanOf([3, 3, 3]), 0.95)).toMatchObject({ low: 1, high: 1 });
  expect(shiftInterval(meanOf([2, 2]), meanOf([3, 3, 3, 3]), 0.95)).toBeUndefined();
});
