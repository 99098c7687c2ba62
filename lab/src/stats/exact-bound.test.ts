import { expect, it } from 'vitest';
import { lowerBound, upperBound } from './exact-bound.ts';

// Of no hit it is 1 - (1 - c)^(1/n); the others stand in any table of exact binomial limits.
it.each([
  [0, 100, 0.975, 0.03622],
  [0, 10_305, 0.975, 1 - 0.025 ** (1 / 10_305)],
  [1, 20, 0.975, 0.24873],
  [5, 10, 0.975, 0.81291],
  [10, 10, 0.975, 1],
])('of %i in %i at %f the greatest share is %f', (hits, of, confidence, expected) => {
  expect(upperBound(hits, of, confidence)).toBeCloseTo(expected, 5);
});

it.each([
  [0, 100, 0.975, 0],
  [1, 20, 0.975, 0.00127],
  [5, 10, 0.975, 0.18709],
  [10, 10, 0.975, 0.6915],
])('of %i in %i at %f the least share is %f', (hits, of, confidence, expected) => {
  expect(lowerBound(hits, of, confidence)).toBeCloseTo(expected, 5);
});
