import { describe, expect, it } from 'vitest';
import { confidenceAt } from './looks.ts';
import { coverages, medianInterval } from './order-statistics.ts';

const looks = [10, 20, 30];
const rankAt = (rounds: number, confidence: number) =>
  coverages(rounds).filter((coverage) => coverage >= confidence).length;

describe('confidenceAt', () => {
  it('is 95 and 90 % for a run that looks once', () => {
    expect(confidenceAt([6], 6)).toEqual({ difference: 0.95, equivalence: 0.9 });
    expect(confidenceAt([], 6)).toEqual({ difference: 0.95, equivalence: 0.9 });
  });

  // Coverages from the binomial table: 1 - 2·P(B ≤ k-1).
  it.each([
    [10, 2, 0.978516, 2],
    [20, 5, 0.988182, 6],
    [30, 9, 0.983875, 9],
  ])('takes of %i rounds rank %i, at %f, and for equivalence rank %i', (rounds, rank, coverage, equal) => {
    const { difference, equivalence } = confidenceAt(looks, rounds);
    expect(difference).toBeCloseTo(coverage, 5);
    expect(rankAt(rounds, difference)).toBe(rank);
    expect(rankAt(rounds, equivalence)).toBe(equal);
    expect(equivalence).toBeLessThanOrEqual(difference);
  });

  it('errs over all looks together as a single one may', () => {
    const spent = (of: 'difference' | 'equivalence') =>
      looks.reduce((sum, rounds) => sum + 1 - confidenceAt(looks, rounds)[of], 0);
    expect(spent('difference')).toBeLessThanOrEqual(0.05);
    expect(spent('difference')).toBeGreaterThan(0.045);
    // Half of it on each side: 5 % for each of the two one-sided tests.
    expect(spent('equivalence')).toBeLessThanOrEqual(0.1);
    expect(spent('equivalence')).toBeGreaterThan(0.07);
  });

  it('leaves its interval to a look that lost a round, a wider one', () => {
    const values = Array.from({ length: 10 }, (_, index) => index + 1);
    const { difference } = confidenceAt(looks, 10);
    expect(medianInterval(values, difference)).toMatchObject({ low: 2, high: 9 });
    expect(medianInterval(values.slice(0, 9), difference)).toMatchObject({ low: 1, high: 9 });
    expect(medianInterval(values.slice(0, 6), difference)).toBeUndefined();
  });

  it('spends nothing where no interval can be', () => {
    expect(confidenceAt([2, 6], 2).difference).toBe(1);
    expect(confidenceAt([2, 6], 6).difference).toBeCloseTo(0.96875);
  });

  it('refuses to look where no look was planned', () => {
    expect(() => confidenceAt(looks, 15)).toThrow(/15 rounds.*10, 20, 30/);
  });
});
