import { ratioInWords } from '../charts/words.ts';
import { type Metric, metricsOf } from '../compare/metrics.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Measurable } from '../scenario/scenario.ts';

/**
 * What a run has found so far, in a line for each arm: of the metrics that the claims rest on, or else of all, the greatest difference
 * of each kind at the first load, e.g. `place-order.p50 2.9× slower, cpu-per-request 2.8× more CPU`.
 */
export function estimatesSoFar(
  measured: Measurable,
  { arms, baseline, claims, metrics }: Pick<ComparisonFile, 'arms' | 'baseline' | 'claims' | 'metrics'>,
): string[] {
  const claimed = new Set(claims.flatMap((claim) => claim.metrics));
  const all = metricsOf(measured).filter(({ phase }) => phase === measured.phases[0]?.name);
  const shown = claimed.size > 0 ? all.filter(({ id }) => claimed.has(id)) : all;
  const others = arms.filter((arm) => arm !== baseline);
  return others.flatMap((arm) => {
    const ratioOf = ({ id }: Metric) =>
      metrics.find((metric) => metric.id === id)?.comparisons.find((each) => each.arm === arm)?.ratio;
    const greatest = new Map<Metric['kind'], { readonly metric: Metric; readonly ratio: number }>();
    for (const metric of shown) {
      const ratio = ratioOf(metric);
      const known = greatest.get(metric.kind);
      if (ratio !== undefined && (!known || size(ratio) > size(known.ratio)))
        greatest.set(metric.kind, { metric, ratio });
    }
    if (greatest.size === 0) return [];
    const words = [...greatest.values()].map(
      ({ metric, ratio }) => `${metric.id} ${ratioInWords(metric.kind, ratio)}`,
    );
    return [`${others.length > 1 ? `${arm}: ` : ''}${words.join(', ')}`];
  });
}

const size = (ratio: number): number => Math.max(ratio, 1 / ratio);
