import { describe, expect, it } from 'vitest';
import { isSteady, lastWindows, windowMedians } from './steady-state.ts';

describe('isSteady', () => {
  it('needs three windows of two seconds that lie close together', () => {
    expect(isSteady([5, 5, 5, 5, 5], 1.2)).toBe(false);
    expect(isSteady([5, 5, 5, 5, 5, 5], 1.2)).toBe(true);
    expect(isSteady([40, 12, 9, 5, 5.2, 5, 5.4, 5.5, 5.9], 1.2)).toBe(true);
    expect(isSteady([5, 5, 5.5, 5.5, 6.1, 6.1], 1.2)).toBe(false);
  });

  it('is not shaken by seconds that differ where their windows do not', () => {
    // Seconds lie between 4 and 6, each two of them come to 5.
    expect(isSteady([4, 6, 6, 4, 4.5, 5.5], 1.01)).toBe(true);
  });

  it('sees a fall that is too slow to show from one second to the next', () => {
    const falling = [5, 4.8, 4.6, 4.4, 4.2, 4];
    expect(Math.max(...falling.slice(-3)) / Math.min(...falling.slice(-3))).toBeLessThan(1.16);
    expect(isSteady(falling, 1.16)).toBe(false);
  });

  it('is not reached while nothing is answered', () => {
    expect(isSteady([5, 5, 5, 5, null, null], 1.2)).toBe(false);
    expect(isSteady([null, null, null, null, null, null], 1.2)).toBe(false);
    expect(isSteady([5, null, 5, 5, null, 5], 1.2)).toBe(true);
  });
});

it('tells the last windows, each by the median of its seconds, from the end', () => {
  expect(lastWindows([99, 8, 6, null, 3, null, null])).toEqual([7, 3, null]);
  expect(lastWindows([1, 2, 4])).toEqual([3]);
});

describe('windowMedians', () => {
  it('sorts responses into the seconds of their intended start, full seconds only', () => {
    const samples = [
      { intended: 0, response: 3 },
      { intended: 400, response: 1 },
      { intended: 999, response: 2 },
      { intended: 2_100, response: 9 },
      { intended: 3_000, response: 99 },
    ];
    expect(windowMedians(samples, 3.2)).toEqual([2, null, 9]);
  });
});
