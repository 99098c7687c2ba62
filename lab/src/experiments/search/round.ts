import type { PlannedTrial } from '../../bench/plan.ts';
import { asAWhole, LEFT_OUT_WITH, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { type Loaded, trialRecord } from '../../bench/trial-record.ts';
import { readMachine } from '../../host/machine.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import { type CpuQuotas, findCpuQuotas } from '../../host/quotas/find-quotas.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import type { Round } from '../kind.ts';
import { NO_CPU_LEFT } from './limits.ts';
import type { ScalingRecord } from './record.ts';
import { loadsFor, type SearchSettings } from './settings.ts';
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
 * A round counts as a whole, so after the first trial that does not count the others are not run.
 *
 * @returns a record for each trial; see `runLoadRound`, which does the same without quotas
 */
export async function runSearchRound(
  settings: SearchSettings,
  setting: TrialSetting,
  { trials, attempt, dirOf }: Round,
  parts: RoundParts = { findQuotas: findGuardedQuotas, runLoad: runScaledLoad },
): Promise<TrialRecord[]> {
  const quotas = await parts.findQuotas(setting.runId);
  const records: TrialRecord[] = [];
  const outcomes: (ScalingRecord | null)[] = [];
  let culprit: string | undefined;
  for (const trial of trials) {
    const [startedAt, before] = [new Date(), readMachine()];
    const run: Run = { settings, quotas, setting, trial, dir: dirOf(trial), runLoad: parts.runLoad };
    const outcome = culprit === undefined ? await runTrial(run) : failed(leftOutWith(culprit));
    const { staged, scaling, load, invalidBecause } = outcome;
    const told = { attempt, startedAt, before, invalidBecause, details: scaling };
    const record = trialRecord(setting, trial, staged ? { ...told, measured: staged.measured(load) } : told);
    if (!record.valid) culprit ??= record.arm;
    records.push(record);
    outcomes.push(scaling);
  }
  if (culprit !== undefined) return asAWhole(records);
  // What is gained is told within the round.
  const values = valuesOf(outcomes.flatMap((scaling) => scaling ?? []));
  return records.map((record, index) => ({
    ...record,
    values: values[index] ?? {},
    leftOut: endedByTheMachine(record.arm, outcomes[index]),
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
const endedByTheMachine = (arm: string, scaling: ScalingRecord | null | undefined): string[] =>
  (scaling?.loads ?? [])
    .filter(({ limitedBy }) => limitedBy.includes(NO_CPU_LEFT))
    .map(({ id }) => `${id} of ${arm} in some rounds: the machine's CPUs gave out before any quota did`);

interface Run {
  readonly settings: SearchSettings;
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
async function runTrial({ settings, quotas, setting, trial, dir, runLoad }: Run): Promise<Outcome> {
  const profile = setting.plan.profile.id;
  const topology = topologyOf(trial.arm.topology);
  const { objective, quota } = settings;
  const common = { ...multipleOf(topology), quota, objective };
  if ('missing' in quotas) return failed(quotas.missing);
  const results: ScaledLoad[] = [];
  try {
    for (const load of loadsFor(settings, profile, topology))
      results.push(await runLoad(settings, load, quotas, setting, trial, dir));
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
    scaling: { ...common, quotaBy: quotas.description, instances, loads },
  };
}

const failed = (reason: string): Outcome => ({ invalidBecause: [reason], load: undefined, scaling: null });

const leftOutWith = (culprit: string): string => `${LEFT_OUT_WITH} ${culprit}, as a round counts as a whole`;
