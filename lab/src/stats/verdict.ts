import type { Verdict } from '../records/verdict.ts';
import type { Interval } from './order-statistics.ts';

/**
 * What an interval of a ratio says, given the least relative difference that counts.
 *
 * The thresholds are 1 + Δ and its reciprocal, so that exchanging the arms mirrors the verdict. *Small* is asked before
 * *equivalent*: both may hold, and a difference that is real but unimportant is the more precise answer. Equivalence
 * is decided on the 90 % interval, which makes it two one-sided tests at 5 % (Schuirmann 1987). Both intervals are wider
 * where a run may look at its results more than once.
 *
 * @param ci95 undefined where there are too few rounds for one
 * @param ci90 undefined likewise
 * @param delta e.g. 0.1 for 10 %
 */
export function verdictOf(ci95: Interval | undefined, ci90: Interval | undefined, delta: number): Verdict {
  if (!ci95) return 'inconclusive';
  const upper = 1 + delta;
  const lower = 1 / upper;
  if (ci95.low > upper) return 'higher';
  if (ci95.high < lower) return 'lower';
  const excludesOne = ci95.low > 1 || ci95.high < 1;
  if (excludesOne && ci95.low >= lower && ci95.high <= upper) return 'small';
  if (ci90 && ci90.low >= lower && ci90.high <= upper) return 'equivalent';
  return 'inconclusive';
}
