import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { cycleLength, type Mix, slotAt, timesWithin } from './mix.ts';

const mix: Mix = { a: 5, b: 3, c: 2 };

describe('slotAt', () => {
  const slots = Array.from({ length: 200 }, (_, iteration) => slotAt(mix, iteration, chanceOf(7)));

  it('keeps the shares exactly in every cycle, in an order that changes', () => {
    const orders = new Set<string>();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      const names = slots.slice(cycle * 10, cycle * 10 + 10).map(({ endpoint }) => endpoint);
      expect(names.toSorted().join('')).toBe('aaaaabbbcc');
      orders.add(names.join(''));
    }
    expect(orders.size).toBeGreaterThan(15);
  });

  it('numbers the requests of an endpoint without a gap', () => {
    for (const endpoint of Object.keys(mix)) {
      const numbers = slots.filter((slot) => slot.endpoint === endpoint).map(({ nth }) => nth);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index));
    }
  });

  it('depends on its arguments alone', () => {
    expect(slotAt(mix, 133, chanceOf(7))).toEqual(slots[133]);
    expect(Array.from({ length: 50 }, (_, i) => slotAt(mix, i, chanceOf(8)))).not.toEqual(slots.slice(0, 50));
  });
});

it('never counts too few for a stretch', () => {
  for (const length of [1, 9, 10, 11, 95]) {
    const slots = Array.from({ length }, (_, iteration) => slotAt(mix, iteration, chanceOf(3)));
    const used = slots.filter(({ endpoint }) => endpoint === 'c').length;
    expect(timesWithin(mix, 'c', length)).toBeGreaterThanOrEqual(used);
  }
  expect(cycleLength(mix)).toBe(10);
});
