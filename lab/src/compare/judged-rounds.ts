import type { TrialRecord } from '../records/trial.ts';
import type { Arm } from '../scenario/scenario.ts';
import { LEAST_ROUNDS } from '../stats/estimate.ts';
import { confidenceAt, lookReached } from '../stats/looks.ts';

/** What of a run its verdicts rest on. */
export interface JudgedRounds {
  /** Rounds in which every arm has a valid trial. */
  readonly whole: readonly number[];
  /** The largest look that they have reached; null below the first. */
  readonly look: number | null;
  /** Of the intervals; null below the first look, and where a look has too few rounds for any. */
  readonly confidence: number | null;
  /** The valid trials of the rounds of the look; all valid ones below the first look, for estimates. */
  readonly trials: readonly TrialRecord[];
}

/**
 * The rounds that a run is judged by: the whole ones, up to the largest look that they have reached. Later rounds wait for the next look.
 * If they counted at this one, it would have another chance to err for each of them, which nothing pays for.
 *
 * @param looks numbers of rounds, ascending; without any, all whole rounds are judged at once
 * @param ended whether the run came to its end. Of one with a single look, a round that stayed invalid then leaves the others to be judged:
 *   nobody has looked before, so they have all of the error that is allowed
 */
export function judgedRounds(
  arms: readonly Arm[],
  looks: readonly number[],
  trials: readonly TrialRecord[],
  ended = false,
): JudgedRounds {
  const valid = trials.filter((trial) => trial.valid);
  const whole = [...new Set(valid.map(({ round }) => round))]
    .filter((round) =>
      arms.every(({ name }) => valid.some((trial) => trial.round === round && trial.arm === name)),
    )
    .toSorted((a, b) => a - b);
  const left = ended && looks.length === 1 && whole.length >= LEAST_ROUNDS ? whole.length : undefined;
  const look = lookReached(looks, whole.length) ?? left;
  if (look === undefined) return { whole, look: null, confidence: null, trials: valid };
  const judged = new Set(whole.slice(0, look));
  return {
    whole,
    look,
    confidence: look < LEAST_ROUNDS ? null : confidenceAt(looks, look),
    trials: valid.filter(({ round }) => judged.has(round)),
  };
}
