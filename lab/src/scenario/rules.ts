import type { Comparison, MetricRecord } from '../records/comparison.ts';
import type { Arm, Evidence, Ruling } from './scenario.ts';

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

export const undecidable = (baselineTopology: string, topology: string): Ruling => ({
  verdict: 'inconclusive',
  because: `This run does not compare ${topology} with ${baselineTopology}.`,
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
export const higherEverywhere = (findings: readonly Finding[], expected: number, what: string): Ruling =>
  everywhere('higher', findings, expected, what);

/**
 * A claim that something is higher, or lower, everywhere: supported when every metric is, and inconclusive while one is open or missing.
 * If all are settled, it is refuted when none is so, and mixed when some are.
 *
 * @param expected how many metrics there must be
 * @param what e.g. `p50 at light load is higher`
 * @param said what the findings come to; the range of their ratios without
 */
export function everywhere(
  side: 'higher' | 'lower',
  findings: readonly Finding[],
  expected: number,
  what: string,
  said = rangeOf(findings, side),
): Ruling {
  const such = findings.filter(({ comparison }) => comparison.verdict === side);
  const open = findings.filter(({ comparison }) => comparison.verdict === 'inconclusive');
  const metrics = findings.map(({ metric }) => metric.id);
  const missing = expected - findings.length;
  const count = `${what} for ${such.length} of ${expected}${said === '' ? '' : ` (${said})`}`;
  const settled = open.length === 0 && missing === 0;
  if (settled && expected > 0) {
    const verdict = such.length === expected ? 'supported' : such.length === 0 ? 'refuted' : 'mixed';
    return { verdict, because: `${count}.`, metrics, open: false };
  }
  const rest = [
    ...(open.length > 0 ? [`${open.length} inconclusive`] : []),
    ...(missing > 0 ? [`${missing} without a comparison`] : []),
  ];
  return {
    verdict: 'inconclusive',
    because: `${count}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.`,
    metrics,
    open: open.length > 0 && missing === 0,
  };
}

/** Much less of something is a ratio that rounds to nothing: it reads better the other way round. */
function rangeOf(findings: readonly Finding[], side: 'higher' | 'lower'): string {
  const ratios = findings.map(({ comparison }) => comparison.ratio).toSorted((a, b) => a - b);
  const [least, most] = [ratios[0], ratios.at(-1)];
  if (least === undefined || most === undefined) return '';
  const turned = side === 'lower' && most < 1;
  const [from, to] = turned ? [times(1 / most), times(1 / least)] : [times(least), times(most)];
  return `${from === to ? from : `${from} to ${to}`}${turned ? ' less' : ''}`;
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;
