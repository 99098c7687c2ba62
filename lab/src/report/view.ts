import { mergeLatencies } from '../measurement/latency.ts';
import { type Metric, metricsOf } from '../measurement/metrics.ts';
import type { ComparisonFile, MetricRecord } from '../run/records/comparison.ts';
import type { Manifest } from '../run/records/manifest.ts';
import type { Latency, TrialRecord } from '../run/records/trial.ts';

/** A run's files, read. All reports are made of them alone. */
export interface RunFiles {
  readonly manifest: Manifest;
  readonly comparison: ComparisonFile;
  readonly trials: readonly TrialRecord[];
}

export interface MetricRow {
  readonly metric: Metric;
  readonly record: MetricRecord;
}

export interface MetricGroup {
  readonly title: string;
  readonly rows: readonly MetricRow[];
}

/** The run's metrics, a group for each phase and one for what belongs to none. */
export function metricGroups({ manifest, comparison }: RunFiles): MetricGroup[] {
  const records = new Map(comparison.metrics.map((record) => [record.id, record]));
  const rows = metricsOf(manifest.scenario).flatMap((metric): MetricRow[] => {
    const record = records.get(metric.id);
    return record ? [{ metric, record }] : [];
  });
  const phases = manifest.scenario.phases.map(({ name, perSecond }) => ({
    title: `At ${name} load (${perSecond} requests a second)`,
    rows: rows.filter(({ metric }) => metric.phase === name),
  }));
  const others = { title: 'Before any load', rows: rows.filter(({ metric }) => metric.phase === undefined) };
  return [...phases, others].filter(({ rows: own }) => own.length > 0);
}

/** Latencies of one endpoint in one phase: an arm's valid trials merged into one histogram. */
export interface MergedRow {
  readonly phase: string;
  readonly endpoint: string;
  readonly arms: readonly {
    readonly arm: string;
    readonly response: Latency | null;
    readonly service: Latency | null;
  }[];
}

export function mergedLatencies({ manifest, trials }: RunFiles): MergedRow[] {
  return manifest.scenario.phases.flatMap(({ name: phase }) =>
    [...manifest.scenario.endpoints, { id: 'all', title: 'all requests' }].map(({ id, title }) => ({
      phase,
      endpoint: title,
      arms: manifest.arms.map(({ name: arm }) => {
        const records = recordsOf(trials, arm, phase).map((record) =>
          id === 'all' ? record.all : record.endpoints[id],
        );
        const merged = (series: 'response' | 'service') =>
          mergeLatencies(records.map((record) => record?.[series] ?? null));
        return { arm, response: merged('response'), service: merged('service') };
      }),
    })),
  );
}

/** Mean CPU per successful request (ms) and mean memory (MB) of each process of an arm, over its valid trials, in a phase. */
export interface ProcessRow {
  readonly process: string;
  readonly cpuMs: number;
  readonly megabytes: number;
}

export function processesOf({ trials }: RunFiles, arm: string, phase: string): ProcessRow[] {
  const own = trials.filter((trial) => trial.valid && trial.arm === arm);
  const names = [
    ...new Set(
      own.flatMap(({ resources }) => resources?.phases[phase]?.cpu.map(({ process }) => process) ?? []),
    ),
  ];
  return names.map((process) => ({
    process,
    cpuMs: mean(
      own.map(({ resources, phases }) => {
        const ok = phases.find(({ name }) => name === phase)?.ok ?? 0;
        const seconds = resources?.phases[phase]?.cpu.find((part) => part.process === process)?.seconds ?? 0;
        return ok > 0 ? (seconds * 1000) / ok : 0;
      }),
    ),
    megabytes: mean(
      own.map(({ resources }) => {
        const bytes = resources?.phases[phase]?.memory.find((part) => part.process === process)?.bytes ?? 0;
        return bytes / 1024 / 1024;
      }),
    ),
  }));
}

/** What a request's time is made of, in the order in which charts stack it. */
export const TIME_PARTS = [
  'edge',
  'own database',
  'messages and waiting',
  'other services',
  'their databases',
] as const;

/** Where a request's time went by the servers' own word (`Server-Timing`): mean milliseconds for each of {@link TIME_PARTS}. */
export function timeParts(
  { manifest, trials }: RunFiles,
  arm: string,
  phase: string,
): { readonly endpoint: string; readonly parts: readonly number[] }[] {
  return manifest.scenario.endpoints.flatMap(({ id, title }) => {
    const records = recordsOf(trials, arm, phase).flatMap(({ endpoints }) => endpoints[id] ?? []);
    const at = (name: string) => mean(records.map(({ serverTiming }) => serverTiming[name] ?? 0));
    const calls = at('calls');
    // Services called side by side report more time than passed while the edge waited for them: scaled to fit.
    const services = Math.min(calls, at('services'));
    const theirDatabases =
      at('services') > 0 ? (services * Math.min(at('remote-db'), at('services'))) / at('services') : 0;
    const parts = [at('edge'), at('db'), calls - services, services - theirDatabases, theirDatabases];
    return parts.some((part) => part > 0) ? [{ endpoint: title, parts }] : [];
  });
}

const recordsOf = (trials: readonly TrialRecord[], arm: string, phase: string) =>
  trials
    .filter((trial) => trial.valid && trial.arm === arm)
    .flatMap((trial) => trial.phases.filter(({ name }) => name === phase));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The claims with their texts. */
export function claimRows({ manifest, comparison }: RunFiles) {
  return comparison.claims.map((claim) => {
    const known = manifest.scenario.claims.find(({ id }) => id === claim.id);
    return {
      ...claim,
      text: known?.text ?? { en: claim.id, ko: claim.id },
      decidedBy: known?.decidedBy ?? '',
    };
  });
}
