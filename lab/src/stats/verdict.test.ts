import { describe, expect, it } from 'vitest';
import { verdictOf } from './verdict.ts';

const interval = (low: number, high: number) => ({ low, high, coverage: 0.98 });

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
    expect(verdictOf(interval(low, high), { delta: 0.1 })).toBe(verdict);
    // Exchanging the arms mirrors it.
    const mirrored = { higher: 'lower', lower: 'higher' }[verdict as string] ?? verdict;
    expect(verdictOf(interval(1 / high, 1 / low), { delta: 0.1 })).toBe(mirrored);
  });

  it('is inconclusive without an interval', () => {
    expect(verdictOf(undefined, { delta: 0.1 })).toBe('inconclusive');
  });

  it.each([
    ['a difference below the noise floor is not told from it', 'inconclusive', 1.15, 1.25],
    ['nor becomes what reaches beyond the threshold small or equivalent', 'inconclusive', 0.85, 1.25],
    ['a difference beyond both is higher', 'higher', 1.31, 1.5],
    ['what lies within the threshold is judged as without a floor', 'equivalent', 0.95, 1.05],
  ] as const)('with a noise floor of 30 %%: %s', (_, verdict, low, high) => {
    expect(verdictOf(interval(low, high), { delta: 0.1, floor: 0.3 })).toBe(verdict);
  });

  it('is not narrowed by a noise floor below the threshold', () => {
    expect(verdictOf(interval(1.05, 1.2), { delta: 0.1, floor: 0.01 })).toBe('inconclusive');
    expect(verdictOf(interval(1.01, 1.09), { delta: 0.1, floor: 0.01 })).toBe('small');
  });
});
