import { joined } from '../charts/said.ts';
import { type Say, sayerOf } from '../charts/vocabulary.ts';
import { type Metric, metricsOf } from '../compare/metrics.ts';
import { arrivalsDone } from '../records/arrivals.ts';
import type { ClaimRecord, Comparison, MetricRecord } from '../records/comparison.ts';
import type { MetricKind } from '../records/metric-kinds.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import { median } from '../stats/order-statistics.ts';
import { counted } from '../terminal/counted.ts';

export interface MetricRow {
  readonly metric: Metric;
  readonly label: Text;
  readonly record: MetricRecord;
}

export interface MetricGroup {
  readonly title: Text;
  /** Undefined for what belongs to no phase. */
  readonly phase: string | undefined;
  readonly rows: readonly MetricRow[];
}

/** The group of what is measured of a system that idles. */
export const BEFORE_LOAD = 'Before any load';

/** The run's metrics, a group for each phase and others for what belongs to none. */
export function metricGroups({ manifest, comparison, trials }: RunFiles): MetricGroup[] {
  const records = new Map(comparison.metrics.map((record) => [record.id, record]));
  const say = sayerOf(manifest);
  const rows = metricsOf(manifest.scenario).flatMap((metric): MetricRow[] => {
    const record = records.get(metric.id) ?? (metric.kind === 'p50' ? unknown(metric) : undefined);
    return record ? [{ metric, label: say(metric.label), record }] : [];
  });
  const phases = manifest.scenario.phases.map((phase) => ({
    title: loadTitle(phase, arrivalsDone(phase, trials) === 'poisson', say),
    phase: phase.name,
    rows: rows.filter(({ metric }) => metric.phase === phase.name),
  }));
  const rest = rows.filter(({ metric }) => metric.phase === undefined);
  const titles = [...new Set(rest.map(({ metric }) => metric.group ?? BEFORE_LOAD))];
  const others = titles.map((title) => ({
    title: say(title),
    phase: undefined,
    rows: rest.filter(({ metric }) => (metric.group ?? BEFORE_LOAD) === title),
  }));
  return [...phases, ...others].filter(({ rows: own }) => own.length > 0);
}

type PhaseOfRun = RunFiles['manifest']['scenario']['phases'][number];

/** e.g. `At light load (20 requests a second, 30 % of capacity, at random)`. */
function loadTitle(phase: PhaseOfRun, random: boolean, say: Say): Text {
  const { name, perSecond, share, bound } = phase;
  // Where the rate is at an end of its range, the share is not what it was to be.
  const percent = share === undefined || bound ? undefined : Math.round(share * 100);
  const { en, ko } = joined([
    { en: `${perSecond} requests a second`, ko: `초당 ${perSecond}건` },
    ...(percent === undefined ? [] : [{ en: `${percent} % of capacity`, ko: `용량의 ${percent} %` }]),
    ...(random ? [{ en: 'at random', ko: '무작위 도착' }] : []),
  ]);
  return { en: `At ${name} load (${en})`, ko: `${say(name).ko} 부하(${ko})` };
}

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
      rule: claim.rule ?? inKorean(known?.decidedBy ?? '', undefined),
      reason: reasonSaid(claim),
      turn: claim.turn && turnInWords(claim.turn),
    };
  });
}

/** That the rules are not those of before the run; undefined where the claims were decided as it ended. */
export function decidedAgainSaid({ comparison: { claims, decidedAgain } }: RunFiles): Text | undefined {
  if (decidedAgain === undefined || claims.length === 0) return undefined;
  const day = decidedAgain.slice(0, 10);
  return {
    en: `Decided again on ${day}, after the run, by the rules of that day.`,
    ko: `실행이 끝난 뒤 ${day}에 그날의 규칙으로 다시 판정했다.`,
  };
}

/** Older runs have it in English alone. */
const inKorean = (en: string, ko: string | undefined): Text => ({ en, ko: ko ?? en });

/** What decided a claim, in a sentence. */
export const reasonSaid = ({
  because,
  becauseInKorean,
}: Pick<ClaimRecord, 'because' | 'becauseInKorean'>): Text => inKorean(because, becauseInKorean);

/** What a reader should know before believing the comparison. Older runs have it in English alone. */
export const warningsSaid = ({ warnings, warningsInKorean }: RunFiles['comparison']): Text[] =>
  warnings.map((en, index) => inKorean(en, warningsInKorean?.[index]));

/** What a check has found, in words. */
export const detailSaid = (
  check: Pick<RunFiles['comparison']['checks'][number], 'detail' | 'detailInKorean'>,
): Text => inKorean(check.detail, check.detailInKorean);

/** What a consistency check came to. */
export const RESULT_WORDS = {
  pass: { en: 'pass', ko: '통과' },
  fail: { en: 'fail', ko: '실패' },
  unknown: { en: 'unknown', ko: '알 수 없음' },
} as const satisfies Record<RunFiles['comparison']['checks'][number]['result'], Text>;

/** What a run has not measured of what would turn a verdict. */
export const NOT_MEASURED: Text = {
  en: 'This run has not measured it.',
  ko: '이 실행에서는 측정하지 않았다.',
};

export const turnInWords = ({ by, measured }: NonNullable<ClaimRecord['turn']>): Text => ({
  en: `${by.en} ${(measured ?? NOT_MEASURED).en}`,
  ko: `${by.ko} ${(measured ?? NOT_MEASURED).ko}`,
});

/** e.g. `98 % interval`: that of the comparisons, by the look that the run is judged by; `no interval` below the first. */
export const intervalSaid = ({ comparison: { confidence } }: RunFiles): Text =>
  confidence === null
    ? { en: 'no interval', ko: '구간 없음' }
    : { en: `${inPercent(confidence)} interval`, ko: `${inPercent(confidence)} 구간` };

/** Which rounds the verdicts rest on, in a sentence. */
export const judgedSaid = ({ comparison: { look } }: RunFiles): Text =>
  look === null
    ? {
        en: 'No look has been reached: the figures are estimates, without a verdict.',
        ko: '판정할 만큼 라운드가 모이지 않아, 수치는 판정 없는 추정값이다.',
      }
    : { en: `Judged by ${counted(look, 'round')}.`, ko: `라운드 ${look}번으로 판정했다.` };

export const roundsSaid = (rounds: number): Text => ({
  en: counted(rounds, 'round'),
  ko: `라운드 ${rounds}번`,
});

/** e.g. `96.9 %`. */
export const inPercent = (probability: number): string => `${Number((probability * 100).toFixed(1))} %`;

const KIND_WORDS: Readonly<Record<MetricKind, string>> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  startup: '시작 시간',
  throughput: '처리량',
  cpu: 'CPU',
  memory: '메모리',
  duration: '시간',
  amount: '양',
};

/** The least differences that count, of this run's metrics, e.g. `10 % for p50, 5 % for cpu`. */
export function thresholdsSaid({ manifest }: RunFiles): Text {
  const kinds = new Map<MetricKind, Set<number>>();
  for (const { kind, delta } of metricsOf(manifest.scenario))
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(delta));
  return joined(
    [...kinds].map(([kind, own]) => {
      const percents = [...own].toSorted((a, b) => a - b).map((delta) => Number((100 * delta).toFixed(1)));
      return {
        en: `${percents.join(' or ')} % for ${kind}`,
        ko: `${KIND_WORDS[kind]} ${percents.join(' 또는 ')} %`,
      };
    }),
  );
}

/**
 * What the baseline's second run says of the noise, in a sentence; undefined where the baseline ran only once.
 * A metric's floor is how far from 1 the interval of the ratio reaches, see `noiseOf`.
 */
export function noiseSaid({ manifest, comparison }: RunFiles): Text | undefined {
  const say = sayerOf(manifest);
  const floors = metricsOf(manifest.scenario).flatMap(({ id, label, phase }) => {
    const floor = comparison.noiseFloor[id];
    return floor === undefined
      ? []
      : [{ floor, label: phase === undefined ? say(label) : atLoad(say(label), phase, say) }];
  });
  const worst = floors.toSorted((a, b) => b.floor - a.floor)[0];
  if (!worst) return undefined;
  const percent = (floor: number) => `${(100 * floor).toFixed(floor < 0.1 ? 1 : 0)} %`;
  const middle = percent(median(floors.map(({ floor }) => floor)));
  const most = percent(worst.floor);
  return {
    en: `Noise floor: compared with itself, ${comparison.baseline} differs by up to ${middle} in half of its metrics and by up to ${most} in any (${worst.label.en}). No verdict of higher or lower rests on less than its metric's floor.`,
    ko: `잡음 수준: 자기 자신과 비교한 ${comparison.baseline}의 차이는 지표의 절반에서 최대 ${middle}, 전체에서 최대 ${most}(${worst.label.ko})이다. 이보다 작은 차이로 높음·낮음 판정을 내리지 않는다.`,
  };
}

const atLoad = (label: Text, phase: string, say: Say): Text => ({
  en: `${label.en} at ${phase} load`,
  ko: `${say(phase).ko} 부하의 ${label.ko}`,
});

/** Whether the run put any load on its arms: one that builds them does not. */
export const drivesLoad = ({ manifest }: Pick<RunFiles, 'manifest'>): boolean =>
  manifest.scenario.endpoints.length > 0;
