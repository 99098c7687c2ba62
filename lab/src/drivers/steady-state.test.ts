import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { isSteady, lastWindows, windowMeans } from './steady-state.ts';

describe('isSteady', () => {
  it('needs three windows of two seconds that lie close together', () => {
    expect(isSteady([5, 5, 5, 5, 5], 1.2)).toBe(false);
    expect(isSteady([5, 5, 5, 5, 5, 5], 1.2)).toBe(true);
    expect(isSteady([40, 12, 9, 5, 5.2, 5, 5.4, 5.5, 5.9], 1.2)).toBe(true);
    expect(isSteady([5, 5, 5.5, 5.5, 6.1, 6.1], 1.2)).toBe(false);
  });

  it('is not shaken by seconds that differ where their windows do not', () => {
    // Seconds lie between 4 and 6, each two of them come to 5.
    expect(isSteady([4, 6, 6, 4, 4.8, 5], 1.01)).toBe(true);
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

it('tells the last windows, each by the geometric mean of its seconds, from the end', () => {
  const rounded = (seconds: readonly (number | null)[]) =>
    lastWindows(seconds).map((value) => value && Number(value.toFixed(6)));
  expect(rounded([99, 2, 8, null, 3, null, null])).toEqual([4, 3, null]);
  expect(rounded([1, 1, 4])).toEqual([2]);
});

describe('windowMeans', () => {
  it('sorts responses into the seconds of their intended start, full seconds only', () => {
    const samples = [
      { intended: 0, response: 8 },
      { intended: 400, response: 1 },
      { intended: 999, response: 1 },
      { intended: 2_100, response: 9 },
      { intended: 3_000, response: 99 },
    ];
    expect(windowMeans(samples, 3.2).map((value) => value && Number(value.toFixed(6)))).toEqual([2, null, 9]);
  });

  // A known answer: a warm system whose kinds of request differ as the shop's do, 19 a second in cycles of the mix, each response
  // drawn with a spread of 20 %.
  it('call a warm system of fast and slow requests steady', () => {
    const kinds = [2.1, 2.1, 2.1, 2.1, 2.1, 2.1, 2.1, 2.1, 9, 9, 9, 13, 13, 13, 6.5, 6.5, 6.5, 6.5, 5, 5];
    const random = seededRandom(1);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const trials = Array.from({ length: 200 }, () => {
      const samples = Array.from({ length: 114 }, (_, nth) => ({
        intended: (nth * 1000) / 19,
        response: (kinds[(nth * 7) % 20] ?? 0) * Math.exp(0.2 * normal()),
      }));
      return isSteady(windowMeans(samples, 6), 1.3);
    });
    expect(trials.filter(Boolean).length).toBeGreaterThanOrEqual(190);
  });
});
