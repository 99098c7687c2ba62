import { describe, expect, it } from 'vitest';
import { confidenceAt, lookReached } from './looks.ts';

describe('confidenceAt', () => {
  it('is 95 % for a run that looks once', () => {
    expect(confidenceAt([6], 6)).toBe(0.95);
    expect(confidenceAt([], 6)).toBe(0.95);
  });

  it.each([
    [
      [3, 4, 6, 10],
      [0.98, 0.99, 0.99, 0.99],
    ],
    [
      [3, 4, 6],
      [0.98, 0.99, 0.99],
    ],
    [
      [10, 20, 30],
      [0.98, 0.99, 0.99],
    ],
  ])('of the looks %j is %j: the first errs twice as often as every other', (looks, confidences) => {
    expect(looks.map((look) => Number(confidenceAt(looks, look).toFixed(6)))).toEqual(confidences);
  });

  it.each([[[4, 6]], [[3, 4, 6, 10]], [[3, 4, 6, 10, 15, 20, 30]]])(
    'errs over all of the looks %j together as a single one may',
    (looks) => {
      const spent = looks.reduce((sum, look) => sum + 1 - confidenceAt(looks, look), 0);
      expect(spent).toBeLessThanOrEqual(0.05 + 1e-9);
    },
  );

  it('refuses to look where no look was planned', () => {
    expect(() => confidenceAt([10, 20, 30], 15)).toThrow(/15 rounds.*10, 20, 30/);
  });
});

describe('lookReached', () => {
  it.each([
    [2, undefined],
    [3, 3],
    [5, 4],
    [6, 6],
    [9, 6],
  ])('of [3, 4, 6] with %i whole rounds is %s', (whole, look) => {
    expect(lookReached([3, 4, 6], whole)).toBe(look);
  });

  it('is all that there are where no looks were planned', () => {
    expect(lookReached([], 7)).toBe(7);
  });
});
