import type { Verdict } from '../records/verdict.ts';
import type { Interval } from './order-statistics.ts';

/** From where a relative difference counts. */
export interface Thresholds {
  /** The least that counts, e.g. 0.1 for 10 %. */
  readonly delta: number;
  /** By how much an arm differs from itself, where it ran twice. A difference must exceed this too; it makes nothing equivalent. */
  readonly floor?: number | undefined;
}

/**
 * What an interval of a ratio says.
 *
 * The thresholds are 1 + Δ and its reciprocal, so that exchanging the arms mirrors the verdict. *Small* is asked before *equivalent*:
 * both may hold, and a difference that is real but unimportant is the more precise answer. All verdicts rest on the same interval:
 * if the ratio truly is at a threshold, each side of the interval errs with half of what it may err in all.
 *
 * @param interval undefined where there are too few rounds for one
 */
export function verdictOf(interval: Interval | undefined, { delta, floor = 0 }: Thresholds): Verdict {
  if (!interval) return 'inconclusive';
  const { low, high } = interval;
  const beyond = 1 + Math.max(delta, floor);
  if (low > beyond) return 'higher';
  if (high < 1 / beyond) return 'lower';
  if (low < 1 / (1 + delta) || high > 1 + delta) return 'inconclusive';
  return low > 1 || high < 1 ? 'small' : 'equivalent';
}
