import type { Comparison } from '../records/comparison.ts';
import { type Estimate, exponential, meanLogOf, meanOf, tInterval } from './estimate.ts';
import { type Interval, median, medianInterval } from './order-statistics.ts';
import { roundsToSettle } from './rounds-to-settle.ts';
import { type Thresholds, verdictOf } from './verdict.ts';

/** A metric's value of an arm, by round. Rounds without a valid value are missing. */
export type ValuesByRound = ReadonlyMap<number, number>;

/** Least coverage of the order-statistic interval that the t interval is checked by; six rounds are the fewest that have one. */
const CROSS_CHECK = 0.95;

/**
 * Compares an arm with the baseline, round by round: the trials of a round ran close to each other, so their ratio is free
 * of the machine's drift between rounds.
 *
 * @param arm the arm's name, for the record
 * @param confidence of the intervals, see `confidenceAt`; null where the run has not come to a look
 * @returns undefined when no round has positive values of both
 */
export function compareArms(
  arm: string,
  values: ValuesByRound,
  baseline: ValuesByRound,
  thresholds: Thresholds,
  confidence: number | null,
): Comparison | undefined {
  const pairs = [...values].flatMap(([round, value]) => {
    const base = baseline.get(round);
    return base !== undefined && base > 0 && value > 0 ? [{ ratio: value / base, more: value - base }] : [];
  });
  if (pairs.length === 0) return undefined;
  const ratios = pairs.map(({ ratio }) => ratio);
  return {
    arm,
    ...judge(meanLogOf(ratios), meanOf(pairs.map(({ more }) => more)), thresholds, confidence),
    crossCheck: crossCheck(ratios, thresholds),
  };
}

/**
 * What the estimates of a ratio and of a difference come to.
 *
 * @param ratio its logarithm
 * @param difference in the metric's unit
 */
export function judge(
  ratio: Estimate,
  difference: Estimate,
  thresholds: Thresholds,
  confidence: number | null,
): Omit<Comparison, 'arm'> {
  const interval = exponential(tInterval(ratio, confidence));
  const verdict = verdictOf(interval, thresholds);
  const open = verdict === 'inconclusive' && interval !== undefined;
  return {
    ratio: Math.exp(ratio.value),
    ci95: ends(interval),
    coverage: interval?.coverage ?? null,
    difference: { value: difference.value, ci95: ends(tInterval(difference, confidence)) },
    delta: thresholds.delta,
    verdict,
    pairs: ratio.rounds,
    crossCheck: null,
    roundsToSettle: open ? roundsToSettle(ratio, interval.coverage, thresholds) : null,
  };
}

/** The median of the ratios with its order-statistic interval, which assumes nothing about the shape of the noise. */
function crossCheck(ratios: readonly number[], thresholds: Thresholds): Comparison['crossCheck'] {
  const interval = medianInterval(ratios, CROSS_CHECK);
  if (!interval) return null;
  const { low, high, coverage } = interval;
  return { ratio: median(ratios), interval: [low, high], coverage, verdict: verdictOf(interval, thresholds) };
}

export const ends = (interval: Interval | undefined): [number, number] | null =>
  interval ? [interval.low, interval.high] : null;

/**
 * The relative spread between two arms that are the same: how far from 1 their ratio's interval reaches. Smaller differences are
 * noise.
 */
export function noiseOf({ ci95 }: Comparison): number | undefined {
  return ci95 ? Math.max(ci95[1], 1 / ci95[0], 1) - 1 : undefined;
}
