import type { LoadResult } from '../drivers/driver.ts';
import { type MachineReading, readMachine, stealBetween } from '../host/machine.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { CheckResult } from '../scenario/workload.ts';
import type { PlannedTrial } from './plan.ts';
import type { TrialSetting } from './round.ts';

/** A load that came to its end, and what the system held afterwards. */
export interface Loaded extends LoadResult {
  readonly checks: readonly CheckResult[];
}

/** What is measured of a system under load, whatever the kind of experiment. */
export type Measured = Pick<
  TrialRecord,
  'startupMs' | 'warmUp' | 'phases' | 'resources' | 'artifacts' | 'checks'
>;

/** Of a trial in which no system was under load. */
const NOTHING: Measured = {
  startupMs: null,
  warmUp: null,
  phases: [],
  resources: null,
  artifacts: [],
  checks: [],
};

/** What is to be told of a trial. */
export interface TrialOutcome extends Partial<Pick<TrialRecord, 'values' | 'leftOut' | 'details'>> {
  readonly attempt: number;
  readonly startedAt: Date;
  /** The machine when it began. */
  readonly before: MachineReading;
  /** Why it does not count; empty when it does. */
  readonly invalidBecause: readonly string[];
  readonly measured?: Measured;
}

/** The record of a trial that ends now. */
export function trialRecord(
  { runId, plan }: Pick<TrialSetting, 'runId' | 'plan'>,
  { number, round, arm }: PlannedTrial,
  { attempt, startedAt, before, invalidBecause, values = {}, leftOut = [], ...outcome }: TrialOutcome,
): TrialRecord {
  const { details = null, measured = NOTHING } = outcome;
  const after = readMachine();
  return {
    schema: 2,
    runId,
    scenario: plan.scenario.id,
    number,
    round,
    arm: arm.name,
    topology: arm.topology,
    attempt,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    valid: invalidBecause.length === 0,
    invalidBecause: [...invalidBecause],
    values,
    ...measured,
    leftOut,
    kind: plan.scenario.experiment.kind,
    details,
    machine: {
      loadBefore: before.load,
      loadAfter: after.load,
      steal: stealBetween(before, after),
    },
  };
}
