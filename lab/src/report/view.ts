import { type Metric, metricsOf } from '../compare/metrics.ts';
import { arrivalsDone } from '../records/arrivals.ts';
import type { ClaimRecord, Comparison, MetricRecord } from '../records/comparison.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import { median } from '../stats/order-statistics.ts';
import { counted } from '../terminal/counted.ts';

export interface MetricRow {
  readonly metric: Metric;
  readonly record: MetricRecord;
}

export interface MetricGroup {
  readonly title: string;
  /** Undefined for what belongs to no phase. */
  readonly phase: string | undefined;
  readonly rows: readonly MetricRow[];
}

/** The group of what is measured of a system that idles. */
export const BEFORE_LOAD = 'Before any load';

/** The run's metrics, a group for each phase and others for what belongs to none. */
export function metricGroups({ manifest, comparison, trials }: RunFiles): MetricGroup[] {
  const records = new Map(comparison.metrics.map((record) => [record.id, record]));
  const rows = metricsOf(manifest.scenario).flatMap((metric): MetricRow[] => {
    const record = records.get(metric.id) ?? (metric.kind === 'p50' ? unknown(metric) : undefined);
    return record ? [{ metric, record }] : [];
  });
  const phases = manifest.scenario.phases.map((phase) => ({
    title: `At ${phase.name} load (${phase.perSecond} requests a second${shareOf(phase)}${arrivalsDone(phase, trials) === 'poisson' ? ', at random' : ''})`,
    phase: phase.name,
    rows: rows.filter(({ metric }) => metric.phase === phase.name),
  }));
  const rest = rows.filter(({ metric }) => metric.phase === undefined);
  const titles = [...new Set(rest.map(({ metric }) => metric.group ?? BEFORE_LOAD))];
  const others = titles.map((title) => ({
    title,
    phase: undefined,
    rows: rest.filter(({ metric }) => (metric.group ?? BEFORE_LOAD) === title),
  }));
  return [...phases, ...others].filter(({ rows: own }) => own.length > 0);
}

/** Where the rate is at an end of its range, the share is not what it was to be. */
const shareOf = ({ share, bound }: RunFiles['manifest']['scenario']['phases'][number]): string =>
  share === undefined || bound ? '' : `, ${Math.round(share * 100)} % of capacity`;

/** Tails of too few requests are left out; that a kind of request has no p50 either is shown, with a dash for each arm. */
const unknown = ({ id, unit, better }: Metric): MetricRecord => ({
  id,
  unit,
  better,
  arms: {},
  comparisons: [],
});

/** Arms that are compared with the baseline. */
export const othersOf = ({ comparison }: RunFiles): string[] =>
  comparison.arms.filter((arm) => arm !== comparison.baseline);

export interface FoundRow extends MetricRow {
  readonly found: Comparison;
}

/** Those of the rows in which an arm is compared. */
export const rowsOf = (rows: readonly MetricRow[], arm: string): FoundRow[] =>
  rows.flatMap((row) => {
    const found = row.record.comparisons.find((candidate) => candidate.arm === arm);
    return found ? [{ ...row, found }] : [];
  });

/** The claims with their texts. */
export function claimRows({ manifest, comparison }: RunFiles) {
  return comparison.claims.map((claim) => {
    const known = manifest.scenario.claims.find(({ id }) => id === claim.id);
    return {
      ...claim,
      text: known?.text ?? { en: claim.id, ko: claim.id },
      decidedBy: known?.decidedBy ?? '',
      turn: claim.turn && turnInWords(claim.turn),
    };
  });
}

/** What a run has not measured of what would turn a verdict. */
const NOT_MEASURED: Text = { en: 'This run has not measured it.', ko: '이 실행에서는 측정하지 않았다.' };

export const turnInWords = ({ by, measured }: NonNullable<ClaimRecord['turn']>): Text => ({
  en: `${by.en} ${(measured ?? NOT_MEASURED).en}`,
  ko: `${by.ko} ${(measured ?? NOT_MEASURED).ko}`,
});

/** e.g. `98 % interval`: that of the comparisons, by the look that the run is judged by; `no interval` below the first. */
export const intervalOf = ({ comparison: { confidence } }: RunFiles): string =>
  confidence === null ? 'no interval' : `${inPercent(confidence)} interval`;

/** Which rounds the verdicts rest on, in a sentence. */
export const judgedInWords = ({ comparison: { look } }: RunFiles): string =>
  look === null
    ? 'No look has been reached: the figures are estimates, without a verdict.'
    : `Judged by ${counted(look, 'round')}.`;

/** e.g. `96.9 %`. */
export const inPercent = (probability: number): string => `${Number((probability * 100).toFixed(1))} %`;

/** The least differences that count, of this run's metrics, e.g. `10 % for p50, 5 % for cpu`. */
export function thresholds({ manifest }: RunFiles): string {
  const kinds = new Map<string, Set<number>>();
  for (const { kind, delta } of metricsOf(manifest.scenario))
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(delta));
  return [...kinds]
    .map(([kind, own]) => {
      const percents = [...own].toSorted((a, b) => a - b).map((delta) => Number((100 * delta).toFixed(1)));
      return `${percents.join(' or ')} % for ${kind}`;
    })
    .join(', ');
}

/**
 * What the baseline's second run says of the noise, in a sentence; undefined where the baseline ran only once.
 * A metric's floor is how far from 1 the interval of the ratio reaches, see `noiseOf`.
 */
export function noiseInWords({ manifest, comparison }: RunFiles): string | undefined {
  const floors = metricsOf(manifest.scenario).flatMap(({ id, label, phase }) => {
    const floor = comparison.noiseFloor[id];
    return floor === undefined
      ? []
      : [{ floor, label: phase === undefined ? label : `${label} at ${phase} load` }];
  });
  const worst = floors.toSorted((a, b) => b.floor - a.floor)[0];
  if (!worst) return undefined;
  const percent = (floor: number) => `${(100 * floor).toFixed(floor < 0.1 ? 1 : 0)} %`;
  const middle = percent(median(floors.map(({ floor }) => floor)));
  return `Noise floor: compared with itself, ${comparison.baseline} differs by up to ${middle} in half of its metrics and by up to ${percent(worst.floor)} in any (${worst.label}). No verdict of higher or lower rests on less than its metric's floor.`;
}

/** Whether the run put any load on its arms: one that builds them does not. */
export const drivesLoad = ({ manifest }: Pick<RunFiles, 'manifest'>): boolean =>
  manifest.scenario.endpoints.length > 0;
