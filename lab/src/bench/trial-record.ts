import { basename } from 'node:path';
import type { LoadResult } from '../drivers/driver.ts';
import { type MachineReading, readMachine, stealBetween } from '../host/machine.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { CheckResult } from '../scenario/workload.ts';
import type { TrialSetting } from './round.ts';
import type { StagedTrial } from './staged-trial.ts';

/** A load that came to its end, and what the system held afterwards. */
export interface Loaded extends LoadResult {
  readonly checks: readonly CheckResult[];
}

/** What is to be told of a trial. */
export interface TrialOutcome {
  readonly attempt: number;
  readonly startedAt: Date;
  /** The machine when it began. */
  readonly before: MachineReading;
  /** Why it does not count; empty when it does. */
  readonly invalidBecause: readonly string[];
  /** Undefined when it did not come to its end. */
  readonly load: Loaded | undefined;
}

/** The record of a trial that ends now. */
export function trialRecord(
  { runId, plan }: Pick<TrialSetting, 'runId' | 'plan'>,
  staged: StagedTrial,
  { attempt, startedAt, before, invalidBecause, load }: TrialOutcome,
): TrialRecord {
  const { trial, arm, topology, dir, startupMs } = staged;
  const after = readMachine();
  return {
    schema: 1,
    runId,
    scenario: plan.scenario.id,
    number: trial.number,
    round: trial.round,
    arm,
    topology: topology.id,
    attempt,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    valid: invalidBecause.length === 0,
    invalidBecause: [...invalidBecause],
    values: {},
    startupMs: startupMs ?? null,
    warmUp: load?.warmUp ?? null,
    phases: [...(load?.phases ?? [])],
    resources: load ? staged.resources() : null,
    artifacts: (load?.artifacts ?? []).map((name) => `trials/${basename(dir)}/${name}`),
    faults: [],
    leftOut: [],
    builds: null,
    scaling: null,
    checks: [...(load?.checks ?? [])],
    machine: {
      loadBefore: before.load,
      loadAfter: after.load,
      steal: stealBetween(before, after),
    },
  };
}
