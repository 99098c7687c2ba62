import { type Objective, shortcomings } from './objective.ts';
import type { Observation } from './observation.ts';

/** Rates are whole requests per second: k6 knows no others. */
export interface SearchOptions {
  /** The rate that is tried first. Choose one that passes: an overloaded system takes a while to finish its backlog. */
  readonly from: number;
  /** The least and the greatest rate that are tried. */
  readonly least: number;
  readonly most: number;
  /** Factor between one rate and the next until the bracket is found, e.g. 1.5. */
  readonly factor: number;
  /** The search ends when the failed rate is at most this share above the passed one, e.g. 0.02, or one request per second. */
  readonly resolution: number;
  readonly objective: Objective;
}

/** A rate that was tried. */
export interface Step {
  readonly perSecond: number;
  readonly observation: Observation;
  /** Why the rate did not pass; empty when it did. */
  readonly reasons: readonly string[];
}

/** Saturation lies between the two: null for `passed` when not even the least rate did, for `failed` when the greatest did. */
export interface Bracket {
  readonly passed: number | null;
  readonly failed: number | null;
}

export interface Saturation {
  readonly bracket: Bracket;
  /** In the order in which they were tried. */
  readonly steps: readonly Step[];
}

/**
 * Finds the greatest rate that a system sustains: in geometric steps, up while rates pass and down while none has, and then by
 * bisection between the greatest that passed and the least that failed.
 *
 * Assumption: a system that sustains a rate sustains every lower one. `tryRate` must wait until all its requests have ended,
 * because the next try needs an empty queue. `tryRate` must also repeat a disturbed try, because the search tries each rate once.
 * A longer try shows a smaller overload: an overload of 1 % lets response times grow by 10 ms a second.
 *
 * @param tryRate offers the system a rate, in requests per second, for some seconds
 * @throws what `tryRate` throws
 */
export async function findSaturation(
  tryRate: (perSecond: number) => Promise<Observation>,
  options: SearchOptions,
): Promise<Saturation> {
  const steps: Step[] = [];
  let bracket: Bracket = { passed: null, failed: null };
  for (;;) {
    const perSecond = nextRate(bracket, options);
    if (perSecond === undefined) return { bracket, steps };
    const observation = await tryRate(perSecond);
    const reasons = shortcomings(observation, options.objective);
    steps.push({ perSecond, observation, reasons });
    bracket = { ...bracket, [reasons.length === 0 ? 'passed' : 'failed']: perSecond };
  }
}

/** Undefined when the search is over. */
function nextRate({ passed, failed }: Bracket, options: SearchOptions): number | undefined {
  const { from, least, most, factor, resolution } = options;
  if (passed === null) {
    if (failed === null) return from;
    return failed === least ? undefined : Math.max(least, down(failed, factor));
  }
  if (failed === null) return passed === most ? undefined : Math.min(most, up(passed, factor));
  if (failed - passed <= Math.max(1, passed * resolution)) return undefined;
  return Math.round((passed + failed) / 2);
}

const up = (rate: number, factor: number): number => Math.max(rate + 1, Math.round(rate * factor));
const down = (rate: number, factor: number): number => Math.min(rate - 1, Math.round(rate / factor));
