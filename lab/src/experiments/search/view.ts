import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import { type Operation, type ScalingStep, stepsOf } from './gains.ts';
import type { ScalingLoadRecord, ScalingRecord } from './record.ts';
import { operationOf } from './values.ts';

type Run = RunOf<ScalingRecord>;

/** An arm at its greatest rate under one load: medians over its valid trials. */
export interface ScaledArm extends Operation {
  readonly arm: string;
  readonly trials: number;
  /** The least rate that failed: the true limit lies between the two. */
  readonly failed: number;
  /** What the rates that failed came up against, the most frequent first, with how many trials say so. */
  readonly limits: readonly (readonly [what: string, trials: number])[];
}

/** The multiples of one deployment under one load. */
export interface ScaledSide {
  /** What the arms are multiples of. */
  readonly base: string;
  /** By their number of instances. */
  readonly arms: readonly ScaledArm[];
}

export interface ScaledLoadView {
  readonly id: string;
  readonly title: string;
  readonly sides: readonly ScaledSide[];
}

/** What a scaling experiment found, by load and side; empty for other runs, and where nothing could be measured. */
export function scaledLoads(files: Run): ScaledLoadView[] {
  const { measures } = files.manifest.scenario;
  const titles = new Map(measures.map(({ id, group }) => [id.split('.')[0] ?? id, group]));
  return [...titles]
    .map(([id, title]) => ({ id, title, sides: sidesOf(files, id) }))
    .filter(({ sides }) => sides.length > 0);
}

function sidesOf({ manifest, trials }: Run, load: string): ScaledSide[] {
  const arms = manifest.arms.flatMap(({ name }) => {
    const found = trials
      .filter((trial) => trial.valid && trial.arm === name)
      .flatMap(({ details }) => (details ? foundIn(details, load) : []));
    const [first] = found;
    return first ? [{ base: first.record.base, arm: armOf(name, found) }] : [];
  });
  return [...new Set(arms.map(({ base }) => base))].map((base) => ({
    base,
    arms: arms
      .filter((each) => each.base === base)
      .map(({ arm }) => arm)
      .toSorted((a, b) => a.replicas - b.replicas),
  }));
}

interface Found {
  readonly record: ScalingRecord;
  readonly load: ScalingLoadRecord;
  readonly operation: Operation;
}

function foundIn(record: ScalingRecord, id: string): Found[] {
  return record.loads
    .filter((load) => load.id === id)
    .flatMap((load) => {
      const operation = operationOf(record, load);
      return operation ? [{ record, load, operation }] : [];
    });
}

function armOf(arm: string, found: readonly Found[]): ScaledArm {
  const middle = (read: (each: Found) => number) => median(found.map(read));
  const said = found.flatMap(({ load }) => (load.limitedBy.length > 0 ? load.limitedBy : ['cannot be told']));
  const limits = [...new Set(said)]
    .map((what) => [what, said.filter((each) => each === what).length] as const)
    .toSorted(([, a], [, b]) => b - a);
  return {
    arm,
    trials: found.length,
    replicas: middle(({ operation }) => operation.replicas),
    rate: middle(({ operation }) => operation.rate),
    failed: middle(({ load }) => load.failed),
    megabytes: middle(({ operation }) => operation.megabytes),
    cpusReserved: middle(({ operation }) => operation.cpusReserved),
    cpusUsed: middle(({ operation }) => operation.cpusUsed),
    limits,
  };
}

/** From each number of instances to the next: what it gained for each unit added, and the efficiency reached. */
export const scalingSteps = ({ arms }: ScaledSide): ScalingStep[] => stepsOf(arms);
