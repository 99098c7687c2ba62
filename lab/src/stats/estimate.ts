import type { Interval } from './order-statistics.ts';
import { studentTQuantile } from './student-t.ts';

/** Two rounds that happen to be alike would prove anything: below three there is no interval. */
export const LEAST_ROUNDS = 3;

/** A figure of several rounds, and how far off it may be. */
export interface Estimate {
  readonly value: number;
  /** In the unit of the value. */
  readonly standardError: number;
  /** Rounds that it is made of. */
  readonly rounds: number;
}

/**
 * The mean of a value of each round.
 *
 * @param values at least one
 */
export function meanOf(values: readonly number[]): Estimate {
  const rounds = values.length;
  const value = sum(values) / rounds;
  const squares = sum(values.map((each) => (each - value) ** 2));
  return { value, standardError: Math.sqrt(squares / (rounds - 1) / rounds), rounds };
}

/**
 * The geometric mean of a ratio of each round, as the mean of their logarithms.
 *
 * @param ratios at least one; positive
 */
export const meanLogOf = (ratios: readonly number[]): Estimate => meanOf(ratios.map(Math.log));

/**
 * Any statistic of whole rounds, with the standard error of the delete-one jackknife: each round is left out once, and how far that
 * moves the statistic says how far another set of rounds would have moved it (Efron and Tibshirani, An Introduction to the Bootstrap,
 * ch. 11; Miller, "The jackknife: a review", 1974). For a mean it is the usual standard error.
 *
 * @param rounds at least one
 * @param statistic of some of the rounds
 */
export const jackknife = <T>(rounds: readonly T[], statistic: (some: readonly T[]) => number): Estimate =>
  fromReplicates(replicate(rounds, statistic));

/** A statistic of all rounds, and of all but each. */
export interface Replicates {
  readonly all: number;
  /** One for each round that is left out. */
  readonly without: readonly number[];
}

export const replicate = <T>(
  rounds: readonly T[],
  statistic: (some: readonly T[]) => number,
): Replicates => ({
  all: statistic(rounds),
  without: rounds.map((_, left) => statistic(rounds.filter((_round, index) => index !== left))),
});

export function fromReplicates({ all, without }: Replicates): Estimate {
  const rounds = without.length;
  const middle = sum(without) / rounds;
  const squares = sum(without.map((each) => (each - middle) ** 2));
  return { value: all, standardError: Math.sqrt((squares * (rounds - 1)) / rounds), rounds };
}

/**
 * Student's t interval, with one degree of freedom less than there are rounds.
 *
 * @param confidence e.g. 0.98; null where the run has not come to a look
 * @returns undefined below three rounds, and without a confidence
 */
export function tInterval(
  { value, standardError, rounds }: Estimate,
  confidence: number | null,
): Interval | undefined {
  if (rounds < LEAST_ROUNDS || confidence === null) return undefined;
  const half = studentTQuantile((1 + confidence) / 2, rounds - 1) * standardError;
  return { low: value - half, high: value + half, coverage: confidence };
}

/** The interval of what the estimate is the logarithm of. */
export function exponential(interval: Interval | undefined): Interval | undefined {
  return interval && { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
