import { type PlannedTrial, roundsOf } from '../bench/plan.ts';
import type { Progress } from '../bench/progress.ts';
import {
  DID_NOT_ANSWER,
  isInvalidItself,
  LEFT_OUT_WITH,
  type Round,
  type TrialSetting,
} from '../bench/round.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import { asPlanned, hasMeasured, type TrialRecord } from '../records/trial.ts';
import type { Measurable } from '../scenario/scenario.ts';
import type { RunFolder } from './run-folder.ts';
import type { TimeEstimate } from './time-estimate.ts';

/** Runs a round once; see `ExperimentKind.runRound`. */
export type RunOne = (setting: TrialSetting, round: Round) => Promise<TrialRecord[]>;

/** A stretch of a run: its trials so far, and where they and their progress go. */
export interface Stretch {
  /** The rounds' trials, up to the next look. */
  readonly planned: readonly PlannedTrial[];
  /** Grows with each round that ends. */
  readonly trials: TrialRecord[];
  readonly folder: RunFolder;
  readonly progress: Progress;
  readonly estimate: TimeEstimate;
  readonly measured: Measurable;
  readonly compare: () => ComparisonFile;
  readonly runOne: RunOne;
}

/** Runs the planned rounds in their order, each until its trials are valid or its attempts are used up; those that are already are passed over. */
export async function runRounds(
  setting: TrialSetting,
  stretch: Stretch,
): Promise<Pick<Manifest, 'status' | 'reason'>> {
  const { plan, signal } = setting;
  const { planned, trials, progress } = stretch;
  const recordsOf = ({ number }: PlannedTrial) => trials.filter((record) => record.number === number);
  const attemptsAt = (round: readonly PlannedTrial[]) =>
    Math.max(...round.flatMap(recordsOf).map(({ attempt }) => attempt), 0);
  // A record of its last attempt may have been lost.
  const isWhole = (round: readonly PlannedTrial[], last: number) =>
    round.every((trial) => recordsOf(trial).some(({ attempt }) => attempt === last));
  const isDone = (round: readonly PlannedTrial[]) =>
    round.every((trial) => recordsOf(trial).some(({ valid }) => valid)) ||
    (attemptsAt(round) >= plan.profile.attempts && isWhole(round, attemptsAt(round)));
  const rounds = roundsOf(planned);
  for (;;) {
    const left = rounds.filter((round) => !isDone(round));
    const [round] = left;
    if (!round) return { status: 'finished', reason: null };
    try {
      await runAttempt(setting, stretch, round, attemptsAt(round) + 1, {
        left: left.length,
        of: rounds.length,
      });
    } catch (error) {
      if (signal.aborted) return { status: 'interrupted', reason: reasonOf(signal.reason) };
      throw error;
    }
    if (!isDone(round)) continue;
    // What no attempt at the first round brought, hours of further ones would not.
    if (!trials.some(({ valid }) => valid)) return { status: 'failed', reason: whyNone(trials) };
    const number = round[0]?.round ?? 0;
    progress.roundEnded(number, planned.at(-1)?.round ?? number, stretch.measured, stretch.compare());
  }
}

/** Runs a round once, and keeps its records. Rejects only when the run is called off, when a record cannot be written, or with what no attempt would mend. */
async function runAttempt(
  setting: TrialSetting,
  { trials, folder, progress, estimate, runOne }: Stretch,
  round: readonly PlannedTrial[],
  attempt: number,
  { left, of }: { readonly left: number; readonly of: number },
): Promise<void> {
  progress.roundStarts(round, attempt, { rounds: left, of, seconds: estimate.forRounds(left) });
  const began = performance.now();
  const dirOf = (trial: PlannedTrial) => folder.trialDir(trial, attempt);
  const records = await runOne(setting, { trials: round, attempt, dirOf });
  estimate.took((performance.now() - began) / 1000);
  // Of a round whose writing was cut short by a kill, some trials may be there as valid ones.
  for (const [index, earlier] of trials.entries()) {
    if (!earlier.valid || !round.some(({ number }) => number === earlier.number)) continue;
    const invalidBecause = [`${LEFT_OUT_WITH} its round, which was run again`];
    const outdated = { ...earlier, valid: false, invalidBecause };
    await folder.writeTrial(outdated);
    trials[index] = outdated;
  }
  for (const record of records) await folder.writeTrial(record);
  trials.push(...records);
  trials.sort(asPlanned);
  progress.trialsEnded(records);
}

function whyNone(trials: readonly TrialRecord[]): string | null {
  const culprit = trials.findLast(isInvalidItself);
  if (!culprit) return null;
  const why = culprit.invalidBecause.join('; ');
  if (!hasMeasured(culprit)) return why;
  if (culprit.invalidBecause.some((reason) => reason.endsWith(DID_NOT_ANSWER)))
    return `${culprit.arm}: ${why}.`;
  return `${culprit.arm}: ${why}. Every attempt at the first round was disturbed. Another program keeps this machine busy, or the machine is too slow for the load. Close other programs and run again.`;
}

const reasonOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
