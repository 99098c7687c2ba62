import { describe, expect, it } from 'vitest';
import { isSteady, windowMedians } from './steady-state.ts';

describe('isSteady', () => {
  it('needs three windows that lie close together', () => {
    expect(isSteady([5, 5], 1.2)).toBe(false);
    expect(isSteady([40, 12, 5, 5.5, 5.9], 1.2)).toBe(true);
    expect(isSteady([5, 5.5, 6.1], 1.2)).toBe(false);
  });

  it('is not reached while nothing is answered', () => {
    expect(isSteady([5, 5, null], 1.2)).toBe(false);
    expect(isSteady([null, null, null], 1.2)).toBe(false);
  });
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
