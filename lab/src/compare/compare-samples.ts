import type { Verdict } from '../records/verdict.ts';
import { ends } from '../stats/compare-arms.ts';
import { type Estimate, exponential, meanLogOf } from '../stats/estimate.ts';
import { median } from '../stats/order-statistics.ts';
import { roundsToSettle } from '../stats/rounds-to-settle.ts';
import { shiftInterval } from '../stats/shift.ts';
import { type Thresholds, verdictOf } from '../stats/verdict.ts';

/** How a quantity of run B stands to the same quantity of run A. */
export interface Change {
  /** Medians of the samples, in the quantity's unit. */
  readonly a: number;
  readonly b: number;
  /** B ÷ A, of the geometric means. */
  readonly ratio: number;
  /** Welch's t interval of the ratio, on logarithms, at the comparison's `confidence`; null where there are too few values. */
  readonly ci95: [number, number] | null;
  /** Probability with which the interval covers the ratio; null without one. */
  readonly coverage: number | null;
  /** The least relative difference that counts. */
  readonly delta: number;
  readonly verdict: Verdict;
  /** How many values each run has. */
  readonly samples: [number, number];
  /** Estimated rounds of each run that would settle an inconclusive change; null when settled or not to be told. */
  readonly roundsToSettle: number | null;
}

/**
 * Compares two independent samples of positive values by the shift of their logarithms, which is a ratio. Trials of two runs have
 * no rounds in common, so nothing pairs them.
 *
 * @param confidence of the interval
 * @returns undefined when a sample has no positive value
 */
export function compareSamples(
  a: readonly number[],
  b: readonly number[],
  thresholds: Thresholds,
  confidence: number,
): Change | undefined {
  const [from, to] = [a, b].map((sample) => sample.filter((value) => value > 0)) as [number[], number[]];
  if (from.length === 0 || to.length === 0) return undefined;
  const [earlier, later] = [meanLogOf(from), meanLogOf(to)];
  const interval = exponential(shiftInterval(earlier, later, confidence));
  const verdict = verdictOf(interval, thresholds);
  const open = verdict === 'inconclusive' && interval !== undefined;
  return {
    a: median(from),
    b: median(to),
    ratio: Math.exp(later.value - earlier.value),
    ci95: ends(interval),
    coverage: interval?.coverage ?? null,
    delta: thresholds.delta,
    verdict,
    samples: [from.length, to.length],
    roundsToSettle: open ? roundsToSettle(inRounds(earlier, later), confidence, thresholds) : null,
  };
}

/** As if each run had as many rounds as the one that has fewer, and as if those were pairs. */
function inRounds(from: Estimate, to: Estimate): Estimate {
  const rounds = Math.min(from.rounds, to.rounds);
  const variance = [from, to].reduce((sum, each) => sum + each.standardError ** 2 * each.rounds, 0);
  return { value: to.value - from.value, standardError: Math.sqrt(variance / rounds), rounds };
}
