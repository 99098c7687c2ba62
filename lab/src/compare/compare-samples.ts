import type { Verdict } from '../records/verdict.ts';
import { ends } from '../stats/compare-arms.ts';
import { exponential } from '../stats/estimate.ts';
import { median } from '../stats/order-statistics.ts';
import { shiftBetween } from '../stats/rank-sum.ts';
import { type Thresholds, verdictOf } from '../stats/verdict.ts';

/** How a quantity of run B stands to the same quantity of run A. */
export interface Change {
  /** Medians of the samples, in the quantity's unit. */
  readonly a: number;
  readonly b: number;
  /** B ÷ A. */
  readonly ratio: number;
  /** Rank-sum interval of the ratio at the comparison's `confidence`; null where there are too few values. */
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

const MOST_ROUNDS_TO_NAME = 200;

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
  const [from, to] = [a, b].map((sample) => sample.filter((value) => value > 0).map(Math.log)) as [
    number[],
    number[],
  ];
  if (from.length === 0 || to.length === 0) return undefined;
  const between = shiftBetween(from, to);
  const interval = exponential(between.intervalAt(confidence));
  const shift = between.estimate();
  const verdict = verdictOf(interval, thresholds);
  const needed = verdict === 'inconclusive' ? roundsToSettle(from, to, shift, thresholds.delta) : undefined;
  return {
    a: Math.exp(median(from)),
    b: Math.exp(median(to)),
    ratio: Math.exp(shift),
    ci95: ends(interval),
    coverage: interval?.coverage ?? null,
    delta: thresholds.delta,
    verdict,
    samples: [from.length, to.length],
    roundsToSettle: needed !== undefined && needed <= MOST_ROUNDS_TO_NAME ? needed : null,
  };
}

/**
 * Rounds that each run would need for its interval to be clear of the threshold nearest to the shift, if the spreads seen so far are
 * the true ones: the rank-sum interval is √(π/3) times as wide as the t interval for normal values (Hollander, Wolfe and
 * Chicken, 4.5). Undefined below three values.
 */
function roundsToSettle(
  from: readonly number[],
  to: readonly number[],
  shift: number,
  delta: number,
): number | undefined {
  if (Math.min(from.length, to.length) < 3) return undefined;
  const distance = Math.abs(Math.abs(shift) - Math.log(1 + delta));
  const variance = varianceOf(from) + varianceOf(to);
  const least = Math.max(Math.min(from.length, to.length) + 1, 4);
  return Math.max(least, Math.ceil((1.96 ** 2 * (Math.PI / 3) * variance) / distance ** 2));
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
