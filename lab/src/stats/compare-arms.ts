import type { Comparison } from '../records/comparison.ts';
import type { Confidence } from './looks.ts';
import { median, medianInterval } from './order-statistics.ts';
import { roundsToSettle, tInterval } from './ratios.ts';
import { verdictOf } from './verdict.ts';

/** A metric's value of an arm, by round. Rounds without a valid value are missing. */
export type ValuesByRound = ReadonlyMap<number, number>;

const MOST_ROUNDS_TO_NAME = 200;

/**
 * Compares an arm with the baseline, round by round: the trials of a round ran close to each other, so their ratio is free
 * of the machine's drift between rounds.
 *
 * @param arm the arm's name, for the record
 * @param delta the least relative difference that counts, never below the noise floor
 * @param confidence of the intervals, see {@link confidenceAt}
 * @returns undefined when no round has positive values of both
 */
export function compareArms(
  arm: string,
  values: ValuesByRound,
  baseline: ValuesByRound,
  delta: number,
  confidence: Confidence,
): Comparison | undefined {
  const ratios = [...values].flatMap(([round, value]) => {
    const base = baseline.get(round);
    return base !== undefined && base > 0 && value > 0 ? [value / base] : [];
  });
  if (ratios.length === 0) return undefined;
  const ci95 = medianInterval(ratios, confidence.difference);
  const t95 = tInterval(ratios, confidence.difference);
  const ratio = median(ratios);
  const verdict = verdictOf(ci95, medianInterval(ratios, confidence.equivalence), delta);
  const needed =
    verdict === 'inconclusive' && ci95 ? roundsToSettle(ratios.length, ratio, ci95, delta) : undefined;
  return {
    arm,
    ratio,
    ci95: ci95 ? [ci95.low, ci95.high] : null,
    delta,
    verdict,
    pairs: ratios.length,
    t95: t95 ? [t95.low, t95.high] : null,
    roundsToSettle: needed !== undefined && needed <= MOST_ROUNDS_TO_NAME ? needed : null,
  };
}

/**
 * The relative spread between two arms that are the same: how far from 1 their ratio's interval reaches. Smaller differences are
 * noise.
 */
export function noiseOf(comparison: Comparison): number | undefined {
  if (!comparison.ci95) return undefined;
  const [low, high] = comparison.ci95;
  return Math.max(high, 1 / low, 1) - 1;
}
