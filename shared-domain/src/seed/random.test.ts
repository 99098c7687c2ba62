import { describe, expect, it } from 'vitest';
import { Popularity, Random } from './random.ts';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('random numbers', () => {
  it('are decided by the seed and the name of the stream', () => {
    expect(draws(new Random(1, 'a'), 5)).toEqual(draws(new Random(1, 'a'), 5));
    expect(draws(new Random(1, 'a'), 5)).not.toEqual(draws(new Random(2, 'a'), 5));
    expect(draws(new Random(1, 'a'), 5)).not.toEqual(draws(new Random(1, 'b'), 5));
  });

  it('are spread evenly over [0, 1)', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const draw of draws(new Random(1, 'a'), 10_000))
      tenths[Math.floor(draw * 10)] = (tenths[Math.floor(draw * 10)] ?? 0) + 1;
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('reach both ends of a range of integers', () => {
    const random = new Random(1, 'a');
    expect(new Set(Array.from({ length: 200 }, () => random.integer(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]));
  });

  it('shuffle without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = new Random(1, 'a').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('refuse to pick from nothing', () => {
    expect(() => new Random(1, 'a').pick([])).toThrow(RangeError);
  });
});

describe('popularity', () => {
  it('falls with the rank as Zipf says', () => {
    const random = new Random(1, 'a');
    const popularity = new Popularity(['first', 'second', 'third'], 1);
    const counts = { first: 0, second: 0, third: 0 };
    for (let i = 0; i < 11_000; i += 1) counts[popularity.draw(random) as keyof typeof counts] += 1;
    // 1 : 1/2 : 1/3, of 11/6
    expect(Math.abs(counts.first - 6_000)).toBeLessThan(200);
    expect(Math.abs(counts.second - 3_000)).toBeLessThan(200);
    expect(Math.abs(counts.third - 2_000)).toBeLessThan(200);
  });
});
