import type { Measure } from '../../scenario/scenario.ts';
import { efficiencyOf, gainOf, type Operation } from './gains.ts';
import { NO_CPU_LEFT } from './limits.ts';
import type { ScalingLoadRecord, ScalingRecord } from './record.ts';
import type { SearchSettings } from './settings.ts';

const MEGABYTE = 1024 * 1024;
/** Amounts of memory are told in this, megabytes: an instance takes about as much. */
const PORTION = 100;

/**
 * An arm at the greatest rate that met the objective; undefined where the CPUs gave out before any quota did: such a rate is the
 * machine's, and not what the instances are worth.
 */
export function operationOf(record: ScalingRecord, load: ScalingLoadRecord): Operation | undefined {
  if (load.limitedBy.includes(NO_CPU_LEFT)) return undefined;
  const passed = load.tries.findLast(({ perSecond }) => perSecond === load.passed);
  if (!passed) return undefined;
  const unlimited = passed.parts.filter(({ limited }) => !limited);
  return {
    replicas: record.replicas,
    rate: load.passed,
    megabytes: sum(passed.memory.map(({ bytes }) => bytes)) / MEGABYTE,
    // Who has no quota could take as much as it likes: it counts with what it takes.
    cpusReserved: record.quota * record.instances + sum(unlimited.map(({ cpus }) => cpus)),
    cpusUsed: sum(passed.parts.map(({ cpus }) => cpus)),
  };
}

/**
 * What the trials of a round are compared by: for each its own figures, and what it gains over the trial with the least of what
 * is scaled of the same base. Ids are those of {@link scalingMeasures}.
 *
 * @returns in the order of the records; empty for one without a rate
 */
export function valuesOf(records: readonly ScalingRecord[]): Record<string, number>[] {
  return records.map((record) => {
    const values = record.loads.flatMap((load) => {
      const operation = operationOf(record, load);
      if (!operation) return [];
      const base = fewestOf(records, record.base, load.id);
      return Object.entries({
        ...ownValues(operation),
        ...(base ? gainValues(operation, base) : {}),
      }).map(([name, value]) => [`${load.id}.${name}`, value] as const);
    });
    return Object.fromEntries(values);
  });
}

function fewestOf(records: readonly ScalingRecord[], base: string, load: string): Operation | undefined {
  const operations = records
    .filter((record) => record.base === base)
    .flatMap((record) =>
      record.loads.filter(({ id }) => id === load).flatMap((each) => operationOf(record, each) ?? []),
    );
  return operations.toSorted((a, b) => a.replicas - b.replicas)[0];
}

const ownValues = ({ rate, megabytes, cpusReserved, cpusUsed }: Operation) => ({
  rate,
  memory: megabytes,
  'cpu-reserved': cpusReserved,
  'cpu-used': cpusUsed,
  'rate-per-100mb': (rate / megabytes) * PORTION,
  'rate-per-cpu': rate / cpusUsed,
});

function gainValues(operation: Operation, base: Operation) {
  if (operation.replicas <= base.replicas) return {};
  const { perMegabyte, perCpuReserved, perCpuUsed } = gainOf(operation, base);
  return {
    efficiency: efficiencyOf(operation, base),
    'gain-per-100mb': perMegabyte * PORTION,
    'gain-per-cpu-reserved': perCpuReserved,
    'gain-per-cpu-used': perCpuUsed,
  };
}

/** What trials of a scaling experiment have values of, load by load. */
export function scalingMeasures({
  loads,
  objective,
  counterparts,
}: Pick<SearchSettings, 'loads' | 'objective' | 'counterparts'>): Measure[] {
  const met = `${objective.percentile} ≤ ${objective.milliseconds} ms`;
  return loads.flatMap(({ id, title }) => {
    const measure = (
      name: string,
      label: string,
      unit: string,
      kind: Measure['kind'],
      better: Measure['better'],
      delta: number,
    ): Measure => ({ id: `${id}.${name}`, label, unit, kind, better, delta, group: title.en });
    return [
      measure('rate', `greatest rate with ${met}`, '1/s', 'throughput', 'higher', 0.1),
      measure('memory', 'memory at that rate', 'MB', 'memory', 'lower', 0.1),
      measure('cpu-reserved', 'CPU reserved', 'CPUs', 'cpu', 'lower', 0.05),
      measure('cpu-used', 'CPU used at that rate', 'CPUs', 'cpu', 'lower', 0.1),
      measure('rate-per-100mb', 'rate per 100 MB', '1/s', 'throughput', 'higher', 0.1),
      measure('rate-per-cpu', 'rate per CPU used', '1/s', 'throughput', 'higher', 0.1),
      {
        ...measure('efficiency', 'share of proportional growth', '', 'amount', 'higher', 0.1),
        against: counterparts,
      },
      {
        ...measure('gain-per-100mb', 'rate gained per 100 MB added', '1/s', 'throughput', 'higher', 0.15),
        against: counterparts,
      },
      {
        ...measure(
          'gain-per-cpu-reserved',
          'rate gained per CPU reserved',
          '1/s',
          'throughput',
          'higher',
          0.15,
        ),
        against: counterparts,
      },
      {
        ...measure('gain-per-cpu-used', 'rate gained per CPU used', '1/s', 'throughput', 'higher', 0.15),
        against: counterparts,
      },
    ];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
