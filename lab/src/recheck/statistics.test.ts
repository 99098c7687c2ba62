import { describe, expect, it } from 'vitest';
import { intervalOf, jackknifeFigure, lookOf, mean, meanFigure, median, verdictOf } from './statistics.ts';

it('has the mean of a few rounds and its standard error', () => {
  // Deviations -3, -1, 1, 3: the squares add up to 20, the variance is 20/3, the error its root by 2.
  expect(meanFigure([2, 4, 6, 8])).toEqual({ value: 5, error: Math.sqrt(20 / 3) / 2, rounds: 4 });
});

it('has the middle value, or the mean of the two middle ones', () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([5, 1, 9, 6])).toBe(5.5);
  expect(median([4])).toBe(4);
});

it('has the same error of a mean by leaving out a round at a time', () => {
  const values = [2, 4, 6, 8];
  const without = values.map((_, left) => mean(values.filter((_value, index) => index !== left)));
  expect(jackknifeFigure(mean(values), without).error).toBeCloseTo(meanFigure(values).error, 12);
});

it('puts t standard errors on either side, from three rounds on', () => {
  const [low, high] = intervalOf({ value: 10, error: 2, rounds: 3 }, 0.95) ?? [];
  expect(low).toBeCloseTo(10 - 2 * 4.30265, 4);
  expect(high).toBeCloseTo(10 + 2 * 4.30265, 4);
  expect(intervalOf({ value: 10, error: 2, rounds: 2 }, 0.95)).toBeNull();
  expect(intervalOf({ value: 10, error: 2, rounds: 3 }, null)).toBeNull();
});

describe('the look that a run is judged by', () => {
  it.each([
    [[3, 4, 6], 2, null, null],
    [[3, 4, 6], 3, 3, 0.98],
    [[3, 4, 6], 5, 4, 0.99],
    [[3, 4, 6], 9, 6, 0.99],
    [[6], 6, 6, 0.95],
    [[], 4, 4, 0.95],
    [[], 0, null, null],
    [[2], 2, 2, null],
    // Ten looks: eleven parts of 5 %, of which the first has two.
    [[3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3, 3, 1 - 0.1 / 11],
  ])('looks %j, %i whole rounds: %j, %j', (looks, rounds, look, confidence) => {
    const found = lookOf(looks, rounds);
    expect(found.look).toBe(look);
    if (confidence === null) expect(found.confidence).toBeNull();
    else expect(found.confidence).toBeCloseTo(confidence, 12);
  });
});

it('the look of a run with a single one takes the whole rounds that there are, once the run has ended', () => {
  expect(lookOf([6], 5, true)).toEqual({ look: 5, confidence: 0.95 });
  expect(lookOf([6], 5)).toEqual({ look: null, confidence: null });
  expect(lookOf([6], 2, true)).toEqual({ look: null, confidence: null });
  expect(lookOf([3, 6], 5, true).look).toBe(3);
});

describe('a verdict, with Δ of 10 %', () => {
  it.each([
    [[1.11, 1.3], 0, 'higher'],
    [[1.11, 1.3], 0.2, 'inconclusive'],
    [[1.09, 1.3], 0, 'inconclusive'],
    [[0.7, 0.9], 0, 'lower'],
    [[0.7, 0.9], 0.2, 'inconclusive'],
    [[0.7, 0.92], 0, 'inconclusive'],
    [[1.01, 1.09], 0, 'small'],
    [[0.92, 0.99], 0, 'small'],
    [[0.95, 1.05], 0.2, 'equivalent'],
    [[0.89, 1.2], 0, 'inconclusive'],
  ] as const)('of %j with a noise floor of %d is %s', (interval, floor, verdict) => {
    expect(verdictOf(interval, 0.1, floor)).toBe(verdict);
  });

  it('is open without an interval', () => {
    expect(verdictOf(null, 0.1, 0)).toBe('inconclusive');
  });
});
