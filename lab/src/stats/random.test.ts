import { describe, expect, it } from 'vitest';
import { seededRandom, shuffled } from './random.ts';

describe('seededRandom', () => {
  it('repeats itself for a seed and differs between seeds', () => {
    const first = seededRandom(7);
    const again = seededRandom(7);
    const other = seededRandom(8);
    const values = Array.from({ length: 5 }, first);
    expect(Array.from({ length: 5 }, again)).toEqual(values);
    expect(Array.from({ length: 5 }, other)).not.toEqual(values);
  });
});

describe('shuffled', () => {
  it('gives each order of three about as often as the others', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6_000; draw += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
