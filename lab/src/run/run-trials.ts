import type { PlannedTrial } from '../plan/plan.ts';
import type { Progress, TimeEstimate } from './progress.ts';
import type { ComparisonFile } from './records/comparison.ts';
import type { Manifest } from './records/manifest.ts';
import type { TrialRecord } from './records/trial.ts';
import type { RunFolder } from './run-folder.ts';
import { topologyOf } from './topology-of.ts';
import type { runTrial, TrialSetting } from './trial.ts';

/** A stretch of a run: its trials so far, and where they and their progress go. */
export interface Stretch {
  readonly planned: readonly PlannedTrial[];
  /** Grows with each trial that ends. */
  readonly trials: TrialRecord[];
  readonly folder: RunFolder;
  readonly progress: Progress;
  readonly estimate: TimeEstimate;
  readonly compare: () => ComparisonFile;
  readonly runOne: typeof runTrial;
}

/** Runs the planned trials in their order, each until it is valid or its attempts are used up; those that are already are passed over. */
export async function runTrials(
  setting: TrialSetting,
  stretch: Stretch,
): Promise<Pick<Manifest, 'status' | 'reason'>> {
  const { plan, signal } = setting;
  const { planned, trials, progress } = stretch;
  const recordsOf = ({ number }: PlannedTrial) => trials.filter((record) => record.number === number);
  const isDone = (trial: PlannedTrial) => {
    const records = recordsOf(trial);
    return records.some(({ valid }) => valid) || records.length >= plan.profile.attempts;
  };
  for (
    let next = planned.find((trial) => !isDone(trial));
    next;
    next = planned.find((trial) => !isDone(trial))
  ) {
    const trial = next;
    try {
      await runAttempt(
        setting,
        stretch,
        trial,
        recordsOf(trial).length + 1,
        planned.filter((each) => !isDone(each)),
      );
    } catch (error) {
      if (signal.aborted) return { status: 'interrupted', reason: reasonOf(signal.reason) };
      throw error;
    }
    if (!isDone(trial)) continue;
    const own = trials.filter(({ arm }) => arm === trial.arm.name);
    if (own.every(({ phases }) => phases.length === 0))
      return { status: 'failed', reason: own.at(-1)?.invalidBecause.join('; ') ?? null };
    const { round } = trial;
    if (planned.every((each) => each.round !== round || isDone(each)))
      progress.roundEnded(round, planned.at(-1)?.round ?? round, plan.scenario, stretch.compare());
  }
  return { status: 'finished', reason: null };
}

/** Runs a trial once, and keeps its record. Rejects only when the run is called off, or when the record cannot be written. */
async function runAttempt(
  setting: TrialSetting,
  { planned, trials, folder, progress, estimate, runOne }: Stretch,
  trial: PlannedTrial,
  attempt: number,
  rest: readonly PlannedTrial[],
): Promise<void> {
  const left = { trials: rest.length, of: planned.length, seconds: estimate.forAll(rest) };
  progress.trialStarts(trial, attempt, left);
  const began = performance.now();
  const topology = topologyOf(trial.arm.topology);
  const record = await runOne(setting, trial, attempt, topology, folder.trialDir(trial, attempt));
  estimate.took(trial.arm.name, (performance.now() - began) / 1000);
  await folder.writeTrial(record);
  trials.push(record);
  progress.trialEnded(trial, record);
}

const reasonOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
