import type { Measure } from '../../scenario/scenario.ts';
import { efficiencyOf, gainOver, type Operation } from './gains.ts';
import { NO_CPU_LEFT } from './limits.ts';
import type { CapacityRecord } from './record.ts';
import type { CapacitySettings } from './settings.ts';

const MEGABYTE = 1024 * 1024;
/** Amounts of memory are told in this, megabytes: an instance takes about as much. */
const PORTION = 100;

/**
 * An arm at its capacity; undefined where the CPUs gave out before any quota did: such a capacity is the machine's, and not what the
 * instances are worth.
 */
export function operationOf(record: CapacityRecord): Operation | undefined {
  const { replicas, scaled, burst, parts, memory, limitedBy } = record;
  if (limitedBy.includes(NO_CPU_LEFT)) return undefined;
  const bytes = (some: CapacityRecord['memory']) => sum(some.map((each) => each.bytes));
  const ofScaled = bytes(memory.filter(({ process }) => scaled.includes(process)));
  return {
    replicas,
    capacity: burst.perSecond,
    megabytes: bytes(memory) / MEGABYTE,
    // All are alike: none of them is the first.
    addedMegabytes: (ofScaled * (replicas - 1)) / replicas / MEGABYTE,
    // A part without a quota could take as much as it likes: it counts with what it takes.
    cpusReserved: sum(parts.map(({ quota, cpus }) => quota ?? cpus)),
    cpusUsed: sum(parts.map(({ cpus }) => cpus)),
  };
}

/**
 * What the trials of a round are compared by: for each its own figures, and what each unit added gains, as a slope over the arms of its
 * family from the smallest up to itself. The slope of a whole family is thus a value of its largest arm. Ids are those of
 * {@link capacityMeasures}.
 *
 * @returns in the order of the records; empty for one without an operation
 */
export function valuesOf(records: readonly CapacityRecord[]): Record<string, number>[] {
  return records.map((record) => {
    const operation = operationOf(record);
    if (!operation) return {};
    const family = records
      .filter((other) => other.family === record.family && other.replicas <= record.replicas)
      .flatMap((other) => operationOf(other) ?? []);
    return { ...ownValues(operation), ...gainValues(operation, family) };
  });
}

const ownValues = ({ capacity, megabytes, cpusReserved, cpusUsed }: Operation) => ({
  capacity,
  'memory-at-capacity': megabytes,
  'cpu-reserved': cpusReserved,
  'cpu-used': cpusUsed,
  'capacity-per-100mb': (capacity / megabytes) * PORTION,
  'capacity-per-cpu': capacity / cpusUsed,
});

function gainValues(operation: Operation, family: readonly Operation[]) {
  const [fewest] = family.toSorted((a, b) => a.replicas - b.replicas);
  if (!fewest || fewest.replicas === operation.replicas) return {};
  const { perMegabyte, perCpuReserved, perCpuUsed } = gainOver(family);
  return {
    efficiency: efficiencyOf(operation, fewest),
    'gain-per-100mb': perMegabyte * PORTION,
    'gain-per-cpu-reserved': perCpuReserved,
    'gain-per-cpu-used': perCpuUsed,
  };
}

/** What trials of an experiment on capacity have values of. */
export function capacityMeasures({
  title,
  counterparts,
}: Pick<CapacitySettings, 'title' | 'counterparts'>): Measure[] {
  const measure = (
    id: string,
    label: string,
    unit: string,
    kind: Measure['kind'],
    better: Measure['better'],
    delta: number,
  ): Measure => ({ id, label, unit, kind, better, delta, group: title.en, against: counterparts });
  return [
    measure('capacity', 'capacity', '1/s', 'throughput', 'higher', 0.1),
    measure('memory-at-capacity', 'memory at capacity', 'MB', 'memory', 'lower', 0.1),
    measure('cpu-reserved', 'CPU reserved', 'CPUs', 'cpu', 'lower', 0.05),
    measure('cpu-used', 'CPU used at capacity', 'CPUs', 'cpu', 'lower', 0.1),
    measure('capacity-per-100mb', 'capacity per 100 MB', '1/s', 'throughput', 'higher', 0.1),
    measure('capacity-per-cpu', 'capacity per CPU used', '1/s', 'throughput', 'higher', 0.1),
    measure('efficiency', 'throughput as a share of linear scaling', '', 'amount', 'higher', 0.1),
    measure('gain-per-100mb', 'capacity gained per 100 MB added', '1/s', 'throughput', 'higher', 0.15),
    measure('gain-per-cpu-reserved', 'capacity gained per CPU reserved', '1/s', 'throughput', 'higher', 0.15),
    measure('gain-per-cpu-used', 'capacity gained per CPU used', '1/s', 'throughput', 'higher', 0.15),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
