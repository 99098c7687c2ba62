import type { Verdict } from '../records/verdict.ts';
import { tQuantile } from './student-t.ts';

/** docs/method.md, section 6, in code. */

/** A figure of several rounds, with its standard error in the same unit. */
export interface Figure {
  readonly value: number;
  readonly error: number;
  readonly rounds: number;
}

export type Interval = readonly [low: number, high: number];

const LEAST_ROUNDS = 3;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Not of an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return mean([
    sorted.at((sorted.length - 1) >> 1) ?? Number.NaN,
    sorted.at(sorted.length >> 1) ?? Number.NaN,
  ]);
}

/** The mean of a value by round: its error is the sample's standard deviation by the root of the number of rounds. */
export function meanFigure(values: readonly number[]): Figure {
  const rounds = values.length;
  const variance = squares(values) / (rounds - 1);
  return { value: mean(values), error: Math.sqrt(variance / rounds), rounds };
}

/** Delete-one jackknife: a figure of all rounds, and the same without each of them. */
export function jackknifeFigure(value: number, without: readonly number[]): Figure {
  const rounds = without.length;
  return { value, error: Math.sqrt(((rounds - 1) / rounds) * squares(without)), rounds };
}

/** Of the distances from the mean. */
const squares = (values: readonly number[]): number => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
};

/** Student's t interval; null below three rounds and without a confidence. */
export function intervalOf({ value, error, rounds }: Figure, confidence: number | null): Interval | null {
  if (confidence === null || rounds < LEAST_ROUNDS) return null;
  const half = tQuantile((1 + confidence) / 2, rounds - 1) * error;
  return [value - half, value + half];
}

/**
 * The look that a run is judged by, and the confidence of its intervals: all looks together err in at most 5 % of runs, the first one in
 * twice as many as each other one, and that in at most 2 %.
 *
 * @param looks ascending; without any, a run is judged by all whole rounds
 * @param ended whether the run came to its end: then a single look takes the whole rounds that there are
 */
export function lookOf(
  looks: readonly number[],
  wholeRounds: number,
  ended = false,
): { readonly look: number | null; readonly confidence: number | null } {
  const takesAll = looks.length === 0 || (ended && looks.length === 1 && wholeRounds >= LEAST_ROUNDS);
  const reached = takesAll ? wholeRounds || null : looks.findLast((look) => look <= wholeRounds);
  if (!reached) return { look: null, confidence: null };
  if (reached < LEAST_ROUNDS) return { look: reached, confidence: null };
  if (looks.length <= 1) return { look: reached, confidence: 0.95 };
  const share = Math.min(0.01, 0.05 / (looks.length + 1));
  return { look: reached, confidence: 1 - (reached === looks[0] ? 2 * share : share) };
}

/** @param floor the noise floor, as a relative difference: *higher* and *lower* must exceed it too */
export function verdictOf(interval: Interval | null, delta: number, floor: number): Verdict {
  if (!interval) return 'inconclusive';
  const [low, high] = interval;
  const far = 1 + Math.max(delta, floor);
  if (low > far) return 'higher';
  if (high < 1 / far) return 'lower';
  if (low < 1 / (1 + delta) || high > 1 + delta) return 'inconclusive';
  return low <= 1 && high >= 1 ? 'equivalent' : 'small';
}
