import type { Comparison, MetricRecord } from '../records/comparison.ts';
import type { Arm, Evidence, Ruling, Text } from './scenario.ts';

/** The pair of arms that a claim compares: the baseline if it is of the one topology, and an arm of the other. */
export interface Pair {
  readonly baseline: Arm;
  readonly arm: Arm;
}

/** Undefined when the run cannot decide: it lacks one of the two, or compares with something else. */
export function pairOf(evidence: Evidence, baselineTopology: string, topology: string): Pair | undefined {
  const baseline = evidence.arms.find(({ name }) => name === evidence.baseline);
  const arm = evidence.arms.find((candidate) => candidate.topology === topology && candidate !== baseline);
  return baseline?.topology === baselineTopology && arm ? { baseline, arm } : undefined;
}

/** The median of a metric in the arm of a topology, in the metric's unit; undefined where the run has none. */
export function medianIn({ arms, metrics }: Evidence, metric: string, topology: string): number | undefined {
  const name = arms.find((arm) => arm.topology === topology)?.name;
  return name === undefined ? undefined : metrics.find(({ id }) => id === metric)?.arms[name]?.median;
}

export const undecidable = (baselineTopology: string, topology: string): Ruling => ({
  verdict: 'inconclusive',
  because: `This run does not compare ${topology} with ${baselineTopology}.`,
  becauseInKorean: `이 실행에는 ${baselineTopology} 대비 ${topology} 비교가 없다.`,
  metrics: [],
  open: false,
});

/** A metric and its comparison for one arm. */
export interface Finding {
  readonly metric: MetricRecord;
  readonly comparison: Comparison;
}

/** Those of the metrics that this run has a comparison for. */
export function findingsFor(evidence: Evidence, arm: string, ids: readonly string[]): Finding[] {
  return ids.flatMap((id) => {
    const metric = evidence.metrics.find((candidate) => candidate.id === id);
    const comparison = metric?.comparisons.find((candidate) => candidate.arm === arm);
    return metric && comparison ? [{ metric, comparison }] : [];
  });
}

/** {@link everywhere} for `higher`. */
export const higherEverywhere = (
  findings: readonly Finding[],
  expected: number,
  what: Text | string,
): Ruling => everywhere('higher', findings, expected, what);

/**
 * A claim that something is higher, or lower, everywhere: supported when every metric is, and inconclusive while one is open or missing.
 * If all are settled, it is refuted when none is so, and mixed when some are.
 *
 * @param expected how many metrics there must be
 * @param what e.g. `p50 at light load is higher`; the ruling has Korean where this has
 */
export function everywhere(
  side: 'higher' | 'lower',
  findings: readonly Finding[],
  expected: number,
  what: Text | string,
): Ruling {
  const having = (verdict: Comparison['verdict']) =>
    findings.filter(({ comparison }) => comparison.verdict === verdict).length;
  const [such, open] = [having(side), having('inconclusive')];
  const metrics = findings.map(({ metric }) => metric.id);
  const missing = expected - findings.length;
  const words = (language: keyof Text) => {
    const told = typeof what === 'string' ? what : what[language];
    return inWords[language]({ what: told, such, expected, open, missing, range: rangeOf(findings, side) });
  };
  const said = {
    because: words('en'),
    ...(typeof what === 'string' ? {} : { becauseInKorean: words('ko') }),
  };
  if (open === 0 && missing === 0 && expected > 0) {
    const verdict = such === expected ? 'supported' : such === 0 ? 'refuted' : 'mixed';
    return { verdict, ...said, metrics, open: false };
  }
  return { verdict: 'inconclusive', ...said, metrics, open: open > 0 && missing === 0 };
}

interface Count {
  readonly what: string;
  readonly such: number;
  readonly expected: number;
  readonly open: number;
  readonly missing: number;
  readonly range: Text | undefined;
}

/** e.g. `p50 is higher for 5 of 6 (1.20× to 2.30×); 1 inconclusive.` */
const inWords: Readonly<Record<keyof Text, (count: Count) => string>> = {
  en: ({ what, such, expected, open, missing, range }) =>
    `${[
      `${what} for ${such} of ${expected}${range ? ` (${range.en})` : ''}`,
      [
        ...(open > 0 ? [`${open} inconclusive`] : []),
        ...(missing > 0 ? [`${missing} without a comparison`] : []),
      ].join(', '),
    ]
      .filter((part) => part !== '')
      .join('; ')}.`,
  ko: ({ what, such, expected, open, missing, range }) =>
    `${[
      `${what}: ${expected}개 중 ${such}개${range ? ` (${range.ko})` : ''}`,
      ...(open > 0 ? [`결론 없음 ${open}개`] : []),
      ...(missing > 0 ? [`비교 없음 ${missing}개`] : []),
    ].join(', ')}.`,
};

/** Much less of something is a ratio that rounds to nothing: it reads better the other way round. Undefined without findings. */
function rangeOf(findings: readonly Finding[], side: 'higher' | 'lower'): Text | undefined {
  const ratios = findings.map(({ comparison }) => comparison.ratio).toSorted((a, b) => a - b);
  const [least, most] = [ratios[0], ratios.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  const turned = side === 'lower' && most < 1;
  const [from, to] = turned ? [times(1 / most), times(1 / least)] : [times(least), times(most)];
  return {
    en: `${from === to ? `${from}×` : `${from}× to ${to}×`}${turned ? ' less' : ''}`,
    ko: `${from === to ? from : `${from}~${to}`}배${turned ? ' 적음' : ''}`,
  };
}

const times = (ratio: number): string => ratio.toFixed(ratio < 10 ? 2 : 1);
