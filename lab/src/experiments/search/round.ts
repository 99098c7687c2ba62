import type { PlannedTrial } from '../../bench/plan.ts';
import { asAWhole, LEFT_OUT_WITH, type TrialSetting } from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { type Loaded, trialRecord } from '../../bench/trial-record.ts';
import { readMachine } from '../../host/machine.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import { type CpuQuotas, findCpuQuotas } from '../../host/quotas/find-quotas.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import { loadsFor, type ScalingExperiment } from './experiment.ts';
import { NO_CPU_LEFT } from './limits.ts';
import type { ScalingRecord } from './record.ts';
import { runScaledLoad, type ScaledLoad } from './trial.ts';
import { valuesOf } from './values.ts';

/** What a round is run with; tests bring their own. */
export interface RoundParts {
  readonly findQuotas: (runId: string) => Promise<CpuQuotas | { readonly missing: string }>;
  readonly runLoad: typeof runScaledLoad;
}

/**
 * The trials of one round of a scaling experiment, one system after the other: systems at their limits cannot take turns.
 *
 * A round counts as a whole, so after the first trial that does not count the others are not run. Where no quota can be set
 * nothing is measured either, but the trials count, without a value: there is nothing to be repeated.
 *
 * @returns a record for each trial; see `runRound`, which does the same without quotas
 */
export async function runScalingRound(
  experiment: ScalingExperiment,
  setting: TrialSetting,
  trials: readonly PlannedTrial[],
  attempt: number,
  dirOf: (trial: PlannedTrial) => string,
  parts: RoundParts = { findQuotas: findGuardedQuotas, runLoad: runScaledLoad },
): Promise<TrialRecord[]> {
  const quotas = await parts.findQuotas(setting.runId);
  const records: TrialRecord[] = [];
  let culprit: string | undefined;
  for (const trial of trials) {
    const [startedAt, before] = [new Date(), readMachine()];
    const run: Run = { experiment, quotas, setting, trial, dir: dirOf(trial), runLoad: parts.runLoad };
    const outcome = culprit === undefined ? await runTrial(run) : failed(leftOutWith(culprit));
    const { staged = unstarted(run), scaling, ...rest } = outcome;
    const record = trialRecord(setting, staged, { attempt, startedAt, before, ...rest });
    if (!record.valid) culprit ??= record.arm;
    records.push({ ...record, scaling });
  }
  if (culprit !== undefined) return asAWhole(records);
  // What is gained is told within the round.
  const values = valuesOf(records.flatMap(({ scaling }) => scaling ?? []));
  return records.map((record, index) => ({
    ...record,
    values: values[index] ?? {},
    leftOut: endedByTheMachine(record),
  }));
}

async function findGuardedQuotas(runId: string): ReturnType<RoundParts['findQuotas']> {
  const guardian = acquireGuardian(runId);
  try {
    return await findCpuQuotas(guardian);
  } finally {
    await guardian.release();
  }
}

/** Loads of which a trial says nothing of its instances, and so has no values. */
const endedByTheMachine = ({ arm, scaling }: TrialRecord): string[] =>
  (scaling?.loads ?? [])
    .filter(({ limitedBy }) => limitedBy.includes(NO_CPU_LEFT))
    .map(({ id }) => `${id} of ${arm} in some rounds: the machine's CPUs gave out before any quota did`);

interface Run {
  readonly experiment: ScalingExperiment;
  readonly quotas: CpuQuotas | { readonly missing: string };
  readonly setting: TrialSetting;
  readonly trial: PlannedTrial;
  /** Folder for the logs of the trial. */
  readonly dir: string;
  readonly runLoad: typeof runScaledLoad;
}

interface Outcome {
  /** Its first system; undefined where none was measured. */
  readonly staged?: StagedTrial;
  /** Why it does not count; empty when it does. */
  readonly invalidBecause: readonly string[];
  readonly load: Loaded | undefined;
  readonly scaling: ScalingRecord | null;
}

/** Under each load that the profile has the time for, with a system of its own. */
async function runTrial({ experiment, quotas, setting, trial, dir, runLoad }: Run): Promise<Outcome> {
  const profile = setting.plan.profile.id;
  const topology = topologyOf(trial.arm.topology);
  const { objective, quota } = experiment;
  const common = { ...multipleOf(topology), quota, objective };
  if ('missing' in quotas) {
    const scaling = { ...common, quotaBy: null, missing: quotas.missing, instances: 0, loads: [] };
    return { invalidBecause: [], load: undefined, scaling };
  }
  const results: ScaledLoad[] = [];
  try {
    for (const load of loadsFor(experiment, profile, topology))
      results.push(await runLoad(experiment, load, quotas, setting, trial, dir));
  } catch (error) {
    setting.signal.throwIfAborted();
    return failed(error instanceof Error ? error.message : String(error));
  }
  const [first] = results;
  if (!first) return failed('the profile has no load');
  const { staged, warmUp, instances } = first;
  const checks = results.flatMap((result) => result.checks);
  const loads = results.map(({ record }) => record);
  return {
    staged,
    invalidBecause: [],
    load: { warmUp, checks, phases: [], artifacts: [] },
    scaling: { ...common, quotaBy: quotas.description, missing: null, instances, loads },
  };
}

const unstarted = ({ setting, trial, dir }: Run) => new StagedTrial(setting, trial, dir, () => undefined);

const failed = (reason: string): Outcome => ({ invalidBecause: [reason], load: undefined, scaling: null });

const leftOutWith = (culprit: string): string => `${LEFT_OUT_WITH} ${culprit}, as a round counts as a whole`;
