import type { TrialRecord } from '../../records/trial.ts';
import { median } from '../../stats/order-statistics.ts';
import type { RunOf, TrialOf } from '../kind.ts';
import type { Operation } from './gains.ts';
import type { CapacityRecord } from './record.ts';
import { operationOf } from './values.ts';

type Run = RunOf<CapacityRecord>;

/** An arm at its capacity: medians over its valid trials. */
export interface ScaledArm extends Operation {
  readonly arm: string;
  readonly trials: number;
  /** The capacity by the other way, see `expectedCapacity`. */
  readonly expected: number;
  /** What its bursts came up against, the most frequent first, with how many trials say so. */
  readonly limits: readonly (readonly [what: string, trials: number])[];
  /** Medians of its trials' own values, by the ids of measures; undefined where they have none. */
  readonly value: (id: string) => number | undefined;
}

/** The multiples of one deployment. */
export interface Family {
  /** What the arms are multiples of. */
  readonly name: string;
  /** By their number of instances. */
  readonly arms: readonly ScaledArm[];
}

/** What an experiment on capacity found, by family; empty where nothing could be measured. */
export function familiesOf({ manifest, trials }: Run): Family[] {
  const arms = manifest.arms.flatMap(({ name }) => {
    const found = trials
      .filter((trial) => trial.valid && trial.arm === name)
      .flatMap((trial) => foundIn(trial) ?? []);
    const [first] = found;
    return first ? [{ family: first.record.family, arm: armOf(name, found) }] : [];
  });
  return [...new Set(arms.map(({ family }) => family))].map((name) => ({
    name,
    arms: arms
      .filter(({ family }) => family === name)
      .map(({ arm }) => arm)
      .toSorted((a, b) => a.replicas - b.replicas),
  }));
}

interface Found {
  readonly record: CapacityRecord;
  readonly operation: Operation;
  readonly values: TrialRecord['values'];
}

function foundIn({ details, values }: TrialOf<CapacityRecord>): Found | undefined {
  const operation = details ? operationOf(details) : undefined;
  return details && operation ? { record: details, operation, values } : undefined;
}

function armOf(arm: string, found: readonly Found[]): ScaledArm {
  const middle = (read: (each: Found) => number) => median(found.map(read));
  const said = found.flatMap(({ record: { limitedBy } }) =>
    limitedBy.length > 0 ? limitedBy : ['cannot be told'],
  );
  const limits = [...new Set(said)]
    .map((what) => [what, said.filter((each) => each === what).length] as const)
    .toSorted(([, a], [, b]) => b - a);
  return {
    arm,
    trials: found.length,
    replicas: middle(({ operation }) => operation.replicas),
    capacity: middle(({ operation }) => operation.capacity),
    expected: middle(({ record }) => record.expected),
    megabytes: middle(({ operation }) => operation.megabytes),
    addedMegabytes: middle(({ operation }) => operation.addedMegabytes),
    cpusReserved: middle(({ operation }) => operation.cpusReserved),
    cpusUsed: middle(({ operation }) => operation.cpusUsed),
    limits,
    value(id) {
      const values = found.flatMap((each) => each.values[id] ?? []);
      return values.length > 0 ? median(values) : undefined;
    },
  };
}
