import { alike } from '../charts/said.ts';
import { comparisonSaid, differenceSaid } from '../charts/words.ts';
import { metricsOf } from '../compare/metrics.ts';
import type { Comparison } from '../records/comparison.ts';
import type { MetricKind } from '../records/metric-kinds.ts';
import type { Verdict } from '../records/verdict.ts';
import type { BoardRun } from '../report/board/board.ts';
import { isLeast, medianSaid } from '../report/views/least.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Cited } from './question.ts';

/** One of the two arms of a figure. */
interface Side {
  readonly topology: string;
  /** The median of its trials with its unit. */
  readonly median: Text;
}

/** A metric of two arms, compared. */
export interface Compared {
  readonly of: Text;
  readonly unit: string;
  readonly kind: MetricKind;
  /** The arm that the other one is compared with. */
  readonly from: Side;
  readonly to: Side;
  /** Whether their ratio says something: it does not where one stands for nothing. */
  readonly hasRatio: boolean;
  readonly comparison: Comparison;
}

/** What is compared where a figure names no arm: the microservices, with a monolith. */
const ARMS = ['microservices'];
const isMonolith = (topology: string): boolean => topology.startsWith('monolith');

/** Undefined where the run has not compared it. */
export function figureIn(run: BoardRun, { metric: id, of, arms }: Cited): Compared | undefined {
  const { metrics, baseline } = run.comparison;
  const { manifest } = run;
  const metric = metrics.find((each) => each.id === id);
  const kind = metricsOf(manifest.scenario).find((each) => each.id === id)?.kind;
  if (!metric || !kind) return undefined;
  const topologyOf = (name: string) => manifest.arms.find((arm) => arm.name === name)?.topology;
  for (const topology of arms ?? ARMS) {
    const comparison = metric.comparisons.find(({ arm }) => topologyOf(arm) === topology);
    if (!comparison) continue;
    const against = comparison.against ?? baseline;
    const other = topologyOf(against);
    const [first, second] = [against, comparison.arm].map((arm) => metric.arms[arm]?.median);
    if (other === undefined || first === undefined || second === undefined) continue;
    if (arms === undefined && !isMonolith(other)) continue;
    return {
      ...{ of, unit: metric.unit, kind, comparison },
      from: { topology: other, median: medianSaid(run, metric, first) },
      to: { topology, median: medianSaid(run, metric, second) },
      hasRatio: ![first, second].some((median) => isLeast(run, metric, median)),
    };
  }
  return undefined;
}

/**
 * e.g. `4.2× slower [3.9, 4.6], +20.3 [18.0, 22.7] ms`. Of shares the difference alone, and where one of the two stands for
 * nothing. Of what is a ratio already, the ratio alone.
 */
export function effectOf({ unit, kind, comparison, hasRatio }: Compared): Text {
  const { en, ko } = differenceSaid(comparison.difference, unit);
  const difference = { en, ko: `차이 ${ko}` };
  if (unit === '%' || !hasRatio) return difference;
  const ratio = comparisonSaid(kind, comparison);
  return unit === 'times' ? ratio : alike`${ratio}, ${difference}`;
}

/** What a comparison's verdict adds to its numbers; nothing where they speak for themselves. */
export const VERDICT_WORDS: Readonly<Record<Verdict, Text | undefined>> = {
  higher: undefined,
  lower: undefined,
  equivalent: { en: 'no difference that counts', ko: '의미 있는 차이 없음' },
  small: { en: 'a difference too small to count', ko: '의미를 둘 만큼 크지 않은 차이' },
  inconclusive: { en: 'not settled', ko: '결론 없음' },
};
