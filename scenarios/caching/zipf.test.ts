import { chanceOf } from '@lab/lab/stats/random';
import { expect, it } from 'vitest';
import { drawRank, zipfShares } from './zipf.ts';

it('draws each rank as often as its share says', () => {
  const shares = zipfShares(5, 1);
  const random = chanceOf(7).at(0);
  const draws = 50_000;
  const counts = Array.from({ length: 5 }, () => 0);
  for (let i = 0; i < draws; i += 1) {
    const rank = drawRank(shares, random);
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5;
  for (const [rank, count] of counts.entries())
    expect(count / draws).toBeCloseTo(1 / (rank + 1) / harmonic, 2);
});

it('reaches the first and the last rank', () => {
  const shares = zipfShares(100, 0.75);
  expect(drawRank(shares, () => 0)).toBe(0);
  expect(drawRank(shares, () => 1 - 2 ** -32)).toBe(99);
  expect(shares.at(-1)).toBe(1);
  expect(() => drawRank([], () => 0)).toThrow('nothing to draw from');
});
