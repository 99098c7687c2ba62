import { describe, expect, it } from 'vitest';
import { verdictOf } from './verdict.ts';

const interval = (low: number, high: number) => ({ low, high, coverage: 0.97 });

describe('verdictOf with a threshold of 10 %', () => {
  it.each([
    ['higher', 1.11, 1.3],
    ['lower', 0.7, 0.9],
    ['small', 1.01, 1.09],
    ['small', 0.92, 0.99],
    ['equivalent', 0.95, 1.05],
    ['inconclusive', 0.95, 1.2],
    ['inconclusive', 1.05, 1.2],
    ['inconclusive', 0.5, 2],
  ] as const)('is %s for [%f, %f]', (verdict, low, high) => {
    expect(verdictOf(interval(low, high), interval(low, high), 0.1)).toBe(verdict);
  });

  it('is inconclusive without an interval', () => {
    expect(verdictOf(undefined, undefined, 0.1)).toBe('inconclusive');
  });

  it('decides equivalence on the 90 % interval', () => {
    expect(verdictOf(interval(0.9, 1.12), interval(0.95, 1.08), 0.1)).toBe('equivalent');
    expect(verdictOf(interval(0.9, 1.12), undefined, 0.1)).toBe('inconclusive');
  });

  it('is mirrored when the arms are exchanged', () => {
    expect(verdictOf(interval(1.101, 1.3), undefined, 0.1)).toBe('higher');
    expect(verdictOf(interval(1 / 1.3, 1 / 1.101), undefined, 0.1)).toBe('lower');
  });
});
