import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../stats/random.ts';
import { evenOffsets, poissonOffsets } from './offsets.ts';

const PER_SECOND = 35;
const SECONDS = 2;
const COUNT = PER_SECOND * SECONDS;
const LENGTH_NS = SECONDS * 1e9;
const chance = chanceOf(7);
const blockOf = (place: number) => poissonOffsets(PER_SECOND, SECONDS, chance.at(place));
const BLOCKS = Array.from({ length: 2_000 }, (_, place) => blockOf(place));

const gapsIn = (offsets: Float64Array): number[] =>
  [...offsets].map((offset, index) => offset - (index === 0 ? 0 : (offsets[index - 1] ?? 0)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Standard deviation by mean: 1 for exponential gaps, 0 for equal ones. */
const variation = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
};

/** The greatest distance of a sample's distribution from another one (Kolmogorov and Smirnov), times the root of its size. */
function distance(values: readonly number[], shareBelow: (value: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const apart = sorted.map((value, index) => {
    const share = shareBelow(value);
    return Math.max(share - index / sorted.length, (index + 1) / sorted.length - share);
  });
  return Math.max(...apart) * Math.sqrt(sorted.length);
}
/** Exceeded by one sample in a hundred that has the distribution. The samples here are always the same. */
const CRITICAL = 1.628;

describe('Poisson arrivals', () => {
  it('are exactly as many as planned, in order, within the block', () => {
    for (const block of BLOCKS.slice(0, 200)) {
      expect(block).toHaveLength(COUNT);
      expect(block).toEqual(block.toSorted());
      expect(block[0]).toBeGreaterThanOrEqual(0);
      expect(block[COUNT - 1]).toBeLessThan(LENGTH_NS);
    }
    expect(poissonOffsets(35, 1.5, chance.at(0))).toHaveLength(Math.round(35 * 1.5));
  });

  it('have gaps as a Poisson process whose number of arrivals is known', () => {
    // P(gap > t) = (1 − t/T)^N. The gaps of a block depend on each other, so each block gives one, now an early one, now a late one.
    const gaps = BLOCKS.map((block, index) => gapsIn(block)[index % COUNT] ?? 0);
    const shareBelow = (gap: number) => 1 - (1 - gap / LENGTH_NS) ** COUNT;
    expect(distance(gaps, shareBelow)).toBeLessThan(CRITICAL);
    // Even gaps are far from it, and so are those of a rate that is wrong by a tenth.
    expect(
      distance(
        BLOCKS.map(() => LENGTH_NS / COUNT),
        shareBelow,
      ),
    ).toBeGreaterThan(10);
    expect(
      distance(
        gaps.map((gap) => gap * 1.1),
        shareBelow,
      ),
    ).toBeGreaterThan(CRITICAL);
  });

  it('have gaps with the mean of the rate, and vary as much as their mean', () => {
    const gaps = BLOCKS.flatMap(gapsIn);
    expect(mean(gaps) / (LENGTH_NS / (COUNT + 1))).toBeCloseTo(1, 2);
    // √(N / (N + 2)), which is 0.986 for 70 and 1 for many.
    expect(variation(gaps)).toBeCloseTo(Math.sqrt(COUNT / (COUNT + 2)), 2);
  });

  it('are no more frequent in one part of a block than in another', () => {
    const arrivals = BLOCKS.slice(0, 200).flatMap((block) => [...block]);
    expect(distance(arrivals, (offset) => offset / LENGTH_NS)).toBeLessThan(CRITICAL);
  });

  it('are the same for the same draw, and others for each other block or seed', () => {
    expect(blockOf(3)).toEqual(BLOCKS[3]);
    expect(new Set(BLOCKS.map(String)).size).toBe(BLOCKS.length);
    expect(poissonOffsets(PER_SECOND, SECONDS, chanceOf(8).at(3))).not.toEqual(BLOCKS[3]);
  });
});

it('even arrivals are as many as planned, with one gap', () => {
  const offsets = evenOffsets(40, 2);
  expect(offsets).toHaveLength(80);
  expect(new Set(gapsIn(offsets).slice(1))).toEqual(new Set([25e6]));
});
