import type { RabbitMq } from '../components/component.ts';
import type { Driver } from '../drivers/driver.ts';
import { takeTurns } from '../drivers/take-turns.ts';
import type { CpuSets } from '../host/cpu-sets.ts';
import { readMachine } from '../host/machine.ts';
import { moveSelf } from '../host/processes/pinned.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import { type Plan, type PlannedTrial, phasesOf, turnsOf, warmUpOf } from './plan.ts';
import { StagedTrial } from './staged-trial.ts';
import { type Loaded, trialRecord } from './trial-record.ts';
import { reasonsAgainst } from './validity.ts';

/** What the trials of a run have in common. */
export interface TrialSetting {
  readonly root: string;
  readonly runId: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  readonly rabbitMq: RabbitMq | undefined;
  /** CPUs of the arms and of the driver; undefined where they share all of them. */
  readonly cpus?: CpuSets | undefined;
  /** Folder with the seeded database files of a topology. */
  readonly seededData: (topology: string) => string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** What is being done now, in a few words. */
  readonly step: (what: string) => void;
}

/**
 * The trials of one round, side by side: each a fresh system on fresh data, set up and warmed up. Then they are measured in turns,
 * and all are gone again.
 *
 * A round counts as a whole: ratios are formed within it. A trial that cannot be run to its end is a record too, an invalid
 * one with the reason, and so are those beside it. Only a run that is called off rejects, with the signal's reason.
 *
 * @param dirOf folder for the logs of a trial
 * @returns a record for each trial, in their order
 */
export async function runRound(
  setting: TrialSetting,
  trials: readonly PlannedTrial[],
  attempt: number,
  dirOf: (trial: PlannedTrial) => string,
): Promise<TrialRecord[]> {
  const startedAt = new Date();
  const before = readMachine();
  const calledOff = new AbortController();
  const signal = AbortSignal.any([setting.signal, calledOff.signal]);
  const staged = trials.map(
    (trial) =>
      new StagedTrial({ ...setting, signal }, trial, dirOf(trial), (cause) => calledOff.abort(cause)),
  );
  const results = await measure(setting, staged, attempt).catch((error: unknown) => {
    setting.signal.throwIfAborted();
    const culprit = staged.find(({ failure }) => failure !== undefined);
    if (!culprit) for (const each of staged) each.failure = messageOf(error);
    return new Map<StagedTrial, Loaded>();
  });
  const reasons = new Map(staged.map((each) => [each, ownReasons(each, results.get(each))]));
  return staged.map((each) => {
    const invalidBecause = [...(reasons.get(each) ?? []), ...reasonsOfOthers(each, reasons)];
    return trialRecord(setting, each, {
      attempt,
      startedAt,
      before,
      invalidBecause,
      load: results.get(each),
    });
  });
}

async function measure(
  setting: TrialSetting,
  staged: readonly StagedTrial[],
  attempt: number,
): Promise<Map<StagedTrial, Loaded>> {
  const { plan, driver, cpus, step } = setting;
  const { scenario, profile } = plan;
  try {
    for (const each of staged) {
      step(`starting ${each.arm}`);
      await each.start();
    }
    return await besideDriver(cpus, async () => {
      step('idle');
      await Promise.all(staged.map((each) => each.measureIdle(profile.idleSeconds)));
      for (const each of staged) {
        step(`setting up ${each.arm}`);
        await each.setUp();
      }
      step('warming up');
      const load = {
        warmUp: warmUpOf(scenario, profile),
        phases: phasesOf(scenario, profile),
      };
      const round = staged[0]?.trial.round ?? 0;
      const turns = staged.map((each) => each.turn());
      const inOrder = turnsOf(plan.seed, round, attempt);
      const results = await takeTurns(turns, load, driver.blockSeconds, inOrder);
      const loaded = new Map<StagedTrial, Loaded>();
      for (const [{ trial }, result] of results) {
        step(`checking ${trial.arm}`);
        loaded.set(trial, { ...result, checks: await trial.check() });
      }
      return loaded;
    });
  } finally {
    step('stopping');
    if (!setting.signal.aborted) await Promise.all(staged.map((each) => each.noteSilent()));
    await Promise.all(staged.map((each) => each.end()));
  }
}

function ownReasons({ failure, competition, silent }: StagedTrial, load: Loaded | undefined): string[] {
  const against = failure === undefined ? load && reasonsAgainst(load, competition) : [failure];
  if (!against || against.length === 0) return [];
  return [...against, ...silent.map(({ name, pid }) => `${name} (process ${pid}) ${DID_NOT_ANSWER}`)];
}

/** Ends the reason of a trial one of whose processes was there, and did nothing. */
export const DID_NOT_ANSWER = 'does not answer any more, not even whether it lives';

/** Others of its round that are invalid. */
function reasonsOfOthers(own: StagedTrial, reasons: ReadonlyMap<StagedTrial, readonly string[]>): string[] {
  if ((reasons.get(own) ?? []).length > 0) return [];
  return [...reasons]
    .filter(([other, against]) => other !== own && against.length > 0)
    .map(([other]) => `${LEFT_OUT_WITH} ${other.arm}, with which it took turns`);
}

/** Begins the reason of a trial that is invalid because another one of its round is. */
export const LEFT_OUT_WITH = 'left out with';

/** Records of a round that counts as a whole: none is valid beside one that is not. */
export function asAWhole(records: readonly TrialRecord[]): TrialRecord[] {
  const culprit = records.find(({ valid }) => !valid);
  if (!culprit) return [...records];
  const invalidBecause = [`${LEFT_OUT_WITH} ${culprit.arm}, as a round counts as a whole`];
  return records.map((record) => (record.valid ? { ...record, valid: false, invalidBecause } : record));
}

/** Whether it is a trial's own fault, or the machine's during it, that it is invalid. */
export const isInvalidItself = ({ invalidBecause }: TrialRecord): boolean =>
  invalidBecause.some((reason) => !reason.startsWith(LEFT_OUT_WITH));

/** Keeps the lab itself off the arms' CPUs while they are measured. */
export async function besideDriver<T>(cpus: CpuSets | undefined, work: () => Promise<T>): Promise<T> {
  if (cpus === undefined) return work();
  await moveSelf(cpus.driver);
  try {
    return await work();
  } finally {
    await moveSelf(`${cpus.arms},${cpus.driver}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
