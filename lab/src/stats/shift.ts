import { type Estimate, LEAST_ROUNDS } from './estimate.ts';
import type { Interval } from './order-statistics.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * Welch's t interval of the difference between the means of two independent samples, which may spread differently (Welch, "The
 * generalization of Student's problem when several different population variances are involved", 1947).
 *
 * @param confidence e.g. 0.98
 * @returns undefined where one of them has fewer than three values
 */
export function shiftInterval(from: Estimate, to: Estimate, confidence: number): Interval | undefined {
  if (Math.min(from.rounds, to.rounds) < LEAST_ROUNDS) return undefined;
  const variance = from.standardError ** 2 + to.standardError ** 2;
  const half = studentTQuantile((1 + confidence) / 2, freedomOf(from, to)) * Math.sqrt(variance);
  const shift = to.value - from.value;
  return { low: shift - half, high: shift + half, coverage: confidence };
}

/** Degrees of freedom by Satterthwaite: between those of the smaller sample and those of both together. */
function freedomOf(from: Estimate, to: Estimate): number {
  const parts = [from, to].map(({ standardError, rounds }) => ({ square: standardError ** 2, rounds }));
  const sum = parts.reduce((total, { square }) => total + square, 0);
  const weights = parts.reduce((total, { square, rounds }) => total + square ** 2 / (rounds - 1), 0);
  return weights > 0 ? sum ** 2 / weights : from.rounds + to.rounds - 2;
}
