import type { MetricKind } from '../records/metric-kinds.ts';
import type { Latency, PhaseRecord, TrialRecord } from '../records/trial.ts';
import type { Measurable, Measure } from '../scenario/scenario.ts';
import { leastFor } from '../stats/latency.ts';

/** A quantity that arms are compared by. */
export interface Metric {
  /** `<endpoint>.<statistic>` or a resource; `@<phase>` follows for any but the scenario's first phase. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The least relative difference that counts. */
  readonly delta: number;
  readonly phase: string | undefined;
  /** What reports list it under, where it belongs to no phase. */
  readonly group?: string;
  /** See {@link Measure}. */
  readonly against?: Measure['against'];
  readonly least?: Measure['least'];
  readonly kind: MetricKind;
  /** The trial's value; undefined where there is none: a p95 of too few requests, or all that is `pooled`. */
  readonly read: (trial: TrialRecord) => number | undefined;
  /** A percentile of all rounds together: no single trial has requests enough for it. */
  readonly pooled?: Pooled;
}

export interface Pooled {
  readonly percentile: number;
  readonly latency: (trial: TrialRecord) => Latency | null | undefined;
}

/**
 * Practical thresholds. Smaller differences may be real, but nobody would choose an architecture for them. Start-up and
 * memory have p50's, as they vary as much; an idle arm uses so little CPU that even a large part of it is little.
 */
const DELTA = {
  p50: 0.1,
  p95: 0.15,
  p99: 0.2,
  throughput: 0.05,
  cpu: 0.05,
  memory: 0.1,
  startup: 0.1,
  idleCpu: 0.25,
} as const;

/** CPU time of an idle arm below this counts as this, in ms per second: a thousandth of a core is nothing to anyone. */
const LEAST_IDLE_CPU = 1;

/** Those of a trial, and one of all rounds together. */
const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const POOLED = 'p99';
const MEGABYTE = 1024 * 1024;

/** Every metric of a scenario, in the order in which reports show them. */
export function metricsOf(scenario: Measurable): Metric[] {
  return [...loadMetrics(scenario), ...(scenario.measures ?? []).map(measured)];
}

/** None for a scenario without phases. */
function loadMetrics(scenario: Measurable): Metric[] {
  if (scenario.phases.length === 0) return [];
  const names = [...scenario.endpoints, { id: 'all', title: 'all requests' }];
  const byPhase = scenario.phases.flatMap(({ name: phase }, index) => {
    const suffix = index === 0 ? '' : `@${phase}`;
    const latency = names.flatMap(({ id, title }) =>
      PERCENTILES.map((percentile) => latencyMetric(id, title, percentile, phase, suffix)),
    );
    return [
      ...latency,
      throughputMetric(phase, suffix),
      cpuMetric(phase, suffix),
      memoryMetric(phase, suffix),
    ];
  });
  return [...byPhase, idleCpuMetric, idleMemoryMetric, startupMetric];
}

const measured = (measure: Measure): Metric => ({
  ...measure,
  phase: undefined,
  read: ({ values }) => values[measure.id],
});

function latencyMetric(
  id: string,
  title: string,
  percentile: (typeof PERCENTILES)[number],
  phase: string,
  suffix: string,
): Metric {
  return {
    id: `${id}.${percentile}${suffix}`,
    label: `${title}, ${percentile}`,
    unit: 'ms',
    better: 'lower',
    delta: DELTA[percentile],
    phase,
    kind: percentile,
    ...(percentile === POOLED
      ? pooled(id, percentile, phase)
      : { read: percentileOf(id, percentile, phase) }),
  };
}

const responseOf = (trial: TrialRecord, id: string, phase: string): Latency | null | undefined => {
  const record = phaseOf(trial, phase);
  return (id === 'all' ? record?.all : record?.endpoints[id])?.response;
};

const percentileOf =
  (id: string, percentile: (typeof PERCENTILES)[number], phase: string): Metric['read'] =>
  (trial) => {
    const response = responseOf(trial, id, phase);
    // The records of earlier versions have a p50 of however few.
    const enough = response && response.count >= leastFor(Number(percentile.slice(1)));
    return enough ? (response[percentile] ?? undefined) : undefined;
  };

const pooled = (id: string, percentile: string, phase: string): Pick<Metric, 'read' | 'pooled'> => ({
  read: () => undefined,
  pooled: {
    percentile: Number(percentile.slice(1)),
    latency: (trial) => responseOf(trial, id, phase),
  },
});

const throughputMetric = (phase: string, suffix: string): Metric => ({
  id: `throughput${suffix}`,
  label: 'successful requests',
  unit: '1/s',
  better: 'higher',
  delta: DELTA.throughput,
  phase,
  kind: 'throughput',
  read: (trial) => phaseOf(trial, phase)?.throughput,
});

const cpuMetric = (phase: string, suffix: string): Metric => ({
  id: `cpu-per-request${suffix}`,
  label: 'CPU per successful request',
  unit: 'ms',
  better: 'lower',
  delta: DELTA.cpu,
  phase,
  kind: 'cpu',
  read: (trial) => {
    const ok = phaseOf(trial, phase)?.ok ?? 0;
    const used = trial.resources?.phases[phase]?.cpu;
    return used && ok > 0 ? (sum(used.map(({ seconds }) => seconds)) * 1000) / ok : undefined;
  },
});

const memoryMetric = (phase: string, suffix: string): Metric => ({
  id: `memory${suffix}`,
  label: 'memory under load',
  unit: 'MB',
  better: 'lower',
  delta: DELTA.memory,
  phase,
  kind: 'memory',
  read: (trial) => megabytes(trial.resources?.phases[phase]?.memory),
});

const idleCpuMetric: Metric = {
  id: 'cpu-idle',
  label: 'CPU when idle',
  unit: 'ms/s',
  better: 'lower',
  delta: DELTA.idleCpu,
  phase: undefined,
  kind: 'cpu',
  read: (trial) => {
    const idle = trial.resources?.idleCpu;
    if (!idle) return undefined;
    return Math.max(LEAST_IDLE_CPU, (sum(idle.cpu.map(({ seconds }) => seconds)) * 1000) / idle.seconds);
  },
};

const idleMemoryMetric: Metric = {
  id: 'memory-idle',
  label: 'memory when idle',
  unit: 'MB',
  better: 'lower',
  delta: DELTA.memory,
  phase: undefined,
  kind: 'memory',
  read: (trial) => megabytes(trial.resources?.idle),
};

const startupMetric: Metric = {
  id: 'startup',
  label: 'start to ready',
  unit: 'ms',
  better: 'lower',
  delta: DELTA.startup,
  phase: undefined,
  kind: 'startup',
  read: (trial) => trial.startupMs ?? undefined,
};

const phaseOf = (trial: TrialRecord, name: string): PhaseRecord | undefined =>
  trial.phases.find((phase) => phase.name === name);

const megabytes = (parts: readonly { readonly bytes: number }[] | undefined): number | undefined =>
  parts && parts.length > 0 ? sum(parts.map(({ bytes }) => bytes)) / MEGABYTE : undefined;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
