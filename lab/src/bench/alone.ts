import { readMachine } from '../host/machine.ts';
import { isMachineShared } from '../host/shared-machine.ts';
import type { TrialRecord } from '../records/trial.ts';
import { stopping } from './doing.ts';
import { Hopeless } from './hopeless.ts';
import { type PlannedTrial, turnsOf } from './plan.ts';
import { asAWhole, type Round, type TrialSetting } from './round.ts';
import { StagedTrial } from './staged-trial.ts';
import { type Loaded, type Measured, type TrialOutcome, trialRecord } from './trial-record.ts';
import { type Meet, Turns } from './turns.ts';
import { reasonsAgainst } from './validity.ts';

/** What is done to a system that has the machine to itself. @param signal ends it: the run is called off, or a process has died */
type Work<Done> = (staged: StagedTrial, signal: AbortSignal) => Promise<Done>;

/**
 * Has something done to a system that has the machine to itself, and ends the system, whichever way.
 *
 * @param dir folder for its logs, and for what the driver leaves
 * @returns the trial, whose system has ended, and what was done; undefined where that could not be: the trial's `failure` says why
 * @throws only the signal's reason, when the run is called off; {Hopeless}
 */
export async function stageAlone<Done>(
  setting: TrialSetting,
  trial: PlannedTrial,
  dir: string,
  work: Work<Done>,
): Promise<{ readonly staged: StagedTrial; readonly done: Done | undefined }> {
  const over = new AbortController();
  const signal = AbortSignal.any([setting.signal, over.signal]);
  const staged = new StagedTrial({ ...setting, signal }, trial, dir, (cause) => over.abort(cause));
  let done: Done | undefined;
  try {
    done = await work(staged, signal);
  } catch (error) {
    setting.signal.throwIfAborted();
    if (error instanceof Hopeless) throw error;
    staged.failure ??= error instanceof Error ? error.message : String(error);
  } finally {
    setting.step(stopping());
    await staged.end();
  }
  return { staged, done };
}

/** What is told of a trial besides what every record has. */
interface Told extends Pick<TrialOutcome, 'values' | 'leftOut' | 'details'> {
  /** Undefined where it did not come to its end. */
  readonly load: Loaded | undefined;
  /** Those of the load's phases that metrics are read of; all of them without. */
  readonly phases?: Measured['phases'];
  /** Why it does not count, besides what is so of every load. */
  readonly reasons: readonly string[];
}

/** A trial of a kind whose systems have the machine to themselves. */
export interface TrialAlone<Done> {
  readonly work: Work<Done>;
  /** @param done undefined where the work failed */
  readonly tell: (staged: StagedTrial, done: Done | undefined) => Told;
}

/**
 * The trials of a round, one system after the other: for kinds that do to a system what those beside it would feel. The round counts as a
 * whole. A trial that cannot be run to its end is a record too, an invalid one with the reason.
 *
 * @param begin a trial of the kind, a new one for each
 * @returns a record for each trial, in their order
 * @throws only the signal's reason, when the run is called off; {Hopeless}
 */
export async function runOneByOne<Done>(
  setting: TrialSetting,
  round: Round,
  begin: () => TrialAlone<Done>,
): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for (const trial of round.trials) records.push(await recordOf(setting, round, trial, begin()));
  return asAWhole(records);
}

/**
 * The same with all systems there at once, for trials that meet to take turns. Something is done to one of them at a time, and the others have
 * nothing to do meanwhile.
 */
export async function runMeeting<Done>(
  setting: TrialSetting,
  round: Round,
  begin: (meet: Meet) => TrialAlone<Done>,
): Promise<TrialRecord[]> {
  const { trials, attempt } = round;
  const turns = new Turns(trials.length, turnsOf(setting.plan.seed, trials[0]?.round ?? 0, attempt));
  const ended = await Promise.allSettled(
    trials.map((trial) => turns.work((meet) => recordOf(setting, round, trial, begin(meet)))),
  );
  // Only now has every system ended.
  return asAWhole(
    ended.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    }),
  );
}

async function recordOf<Done>(
  setting: TrialSetting,
  { attempt, dirOf }: Round,
  trial: PlannedTrial,
  { work, tell }: TrialAlone<Done>,
): Promise<TrialRecord> {
  const [startedAt, before] = [new Date(), readMachine()];
  const { staged, done } = await stageAlone(setting, trial, dirOf(trial), work);
  const { load, reasons, phases, ...told } = tell(staged, done);
  const invalidBecause = [
    ...(staged.failure === undefined ? [] : [staged.failure]),
    ...(load ? reasonsAgainst(load, staged.competition, isMachineShared()) : []),
    ...reasons,
  ];
  const measured = { ...staged.measured(load), ...(phases && { phases }) };
  return trialRecord(setting, trial, { attempt, startedAt, before, invalidBecause, measured, ...told });
}
