import type { PlannedTrial } from '../../bench/plan.ts';
import { asAWhole, LEFT_OUT_WITH, type Round, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { type Loaded, trialRecord } from '../../bench/trial-record.ts';
import { readMachine } from '../../host/machine.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import { type CpuQuotas, findCpuQuotas } from '../../host/quotas/find-quotas.ts';
import type { TrialRecord } from '../../records/trial.ts';
import { NO_CPU_LEFT } from './limits.ts';
import type { CapacityRecord } from './record.ts';
import type { CapacitySettings } from './settings.ts';
import { measureCapacity } from './trial.ts';
import { valuesOf } from './values.ts';

/** What a round is run with; tests bring their own. */
export interface RoundParts {
  readonly findQuotas: (runId: string) => Promise<CpuQuotas | { readonly missing: string }>;
  readonly measure: typeof measureCapacity;
}

/**
 * The trials of one round of an experiment on capacity, one system after the other: systems at their limits cannot take turns.
 *
 * A round counts as a whole, so after the first trial that does not count the others are not run.
 *
 * @returns a record for each trial; see `runLoadRound`, which does the same without quotas
 */
export async function runCapacityRound(
  settings: CapacitySettings,
  setting: TrialSetting,
  { trials, attempt, dirOf }: Round,
  { findQuotas, measure }: RoundParts = { findQuotas: findGuardedQuotas, measure: measureCapacity },
): Promise<TrialRecord[]> {
  const quotas = await findQuotas(setting.runId);
  const records: TrialRecord[] = [];
  const details: (CapacityRecord | null)[] = [];
  let culprit: string | undefined;
  const runTrial = async (trial: PlannedTrial): Promise<Outcome> => {
    if (culprit !== undefined) return failed(leftOutWith(culprit));
    if ('missing' in quotas) return failed(quotas.missing);
    try {
      const { staged, warmUp, checks, record } = await measure(
        settings,
        quotas,
        setting,
        trial,
        dirOf(trial),
      );
      return { invalidBecause: [], staged, load: { warmUp, checks, phases: [], artifacts: [] }, record };
    } catch (error) {
      setting.signal.throwIfAborted();
      return failed(error instanceof Error ? error.message : String(error));
    }
  };
  for (const trial of trials) {
    const [startedAt, before] = [new Date(), readMachine()];
    const { staged, record: found, load, invalidBecause } = await runTrial(trial);
    const told = { attempt, startedAt, before, invalidBecause, details: found };
    const record = trialRecord(setting, trial, staged ? { ...told, measured: staged.measured(load) } : told);
    if (!record.valid) culprit ??= record.arm;
    records.push(record);
    details.push(found);
  }
  if (culprit !== undefined) return asAWhole(records);
  // What is gained is told within the round.
  const values = valuesOf(details.flatMap((each) => each ?? []));
  return records.map((record, index) => ({
    ...record,
    values: values[index] ?? {},
    leftOut: endedByTheMachine(record.arm, details[index]),
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

/** Why a trial that counts says nothing of its instances, and so has no values; empty where it does. */
const endedByTheMachine = (arm: string, record: CapacityRecord | null | undefined): string[] =>
  record?.limitedBy.includes(NO_CPU_LEFT)
    ? [`${arm} in some rounds: the machine's CPUs gave out before any quota did`]
    : [];

interface Outcome {
  /** Undefined where none was measured. */
  readonly staged?: StagedTrial;
  /** Why it does not count; empty when it does. */
  readonly invalidBecause: readonly string[];
  readonly load: Loaded | undefined;
  readonly record: CapacityRecord | null;
}

const failed = (reason: string): Outcome => ({ invalidBecause: [reason], load: undefined, record: null });

const leftOutWith = (culprit: string): string => `${LEFT_OUT_WITH} ${culprit}, as a round counts as a whole`;
