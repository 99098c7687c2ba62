import { expect, it } from 'vitest';
import { slowest, waitsIn } from './hot.ts';

const times = [
  { at: 0, ms: 2 },
  { at: 0.1, ms: 3 },
  { at: 0.3, ms: 510 },
  { at: 0.4, ms: 490 },
  { at: 0.9, ms: 4 },
];

it('counts the pages that waited', () => {
  expect(waitsIn(times, 500)).toBe(40);
  expect(waitsIn([], 500)).toBe(0);
});

it('keeps the slowest page of each quarter of a second', () => {
  expect(slowest(times, 1)).toEqual([
    [0, 3],
    [0.25, 510],
    [0.5, 0],
    [0.75, 4],
  ]);
});
