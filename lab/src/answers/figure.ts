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

/** A metric of the monolith and of the microservices, compared. */
export interface Compared {
  readonly of: Text;
  readonly unit: string;
  readonly kind: MetricKind;
  /** Medians of the trials with their unit. */
  readonly monolith: Text;
  readonly microservices: Text;
  /** Whether their ratio says something: it does not where one stands for nothing. */
  readonly hasRatio: boolean;
  readonly comparison: Comparison;
}

/** Undefined where the run has not compared it. */
export function figureIn(
  run: BoardRun,
  { metric: id, of, arms = ['microservices'] }: Cited,
): Compared | undefined {
  const { metrics, baseline } = run.comparison;
  const { manifest } = run;
  const metric = metrics.find((each) => each.id === id);
  const kind = metricsOf(manifest.scenario).find((each) => each.id === id)?.kind;
  if (!metric || !kind) return undefined;
  const topologyOf = (name: string) => manifest.arms.find((arm) => arm.name === name)?.topology;
  for (const topology of arms) {
    const comparison = metric.comparisons.find(({ arm }) => topologyOf(arm) === topology);
    if (!comparison) continue;
    const against = comparison.against ?? baseline;
    const [monolith, microservices] = [against, comparison.arm].map((arm) => metric.arms[arm]?.median);
    const isMonolith = topologyOf(against)?.startsWith('monolith');
    if (!isMonolith || monolith === undefined || microservices === undefined) continue;
    return {
      ...{ of, unit: metric.unit, kind, comparison },
      monolith: medianSaid(run, metric, monolith),
      microservices: medianSaid(run, metric, microservices),
      hasRatio: ![monolith, microservices].some((median) => isLeast(run, metric, median)),
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
