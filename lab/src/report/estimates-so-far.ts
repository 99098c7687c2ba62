import { alike, joined } from '../charts/said.ts';
import { comparisonSaid, RULING_WORDS } from '../charts/words.ts';
import { type Metric, metricsOf } from '../compare/metrics.ts';
import type { Comparison, ComparisonFile } from '../records/comparison.ts';
import type { Measurable, Text } from '../scenario/scenario.ts';

/**
 * What a run has found so far, in a line for each arm: of the metrics that the claims rest on, or else of all, the greatest difference
 * of each kind at the first load, e.g. `place-order.p50 2.9× slower [2.6, 3.2], cpu-per-request 2.8× more CPU [2.6, 3.0]`. From the first
 * look on, a line more says which claims are settled and which are open.
 */
export function estimatesSoFar(measured: Measurable, found: Found): Text[] {
  const { arms, claims, look } = found;
  const several = arms.length > 2;
  const differences = greatestDifferences(measured, found).map(({ arm, greatest }) => {
    const words = greatest.map(
      ({ metric, comparison }) => alike`${metric.id} ${comparisonSaid(metric.kind, comparison)}`,
    );
    return alike`${several ? `${arm}: ` : ''}${joined(words)}`;
  });
  return look === null || claims.length === 0 ? differences : [...differences, claimsInWords(claims)];
}

type Found = Pick<ComparisonFile, 'arms' | 'baseline' | 'claims' | 'look' | 'metrics'>;

/** A metric in which an arm differs from the one that it is compared with. */
interface Difference {
  readonly metric: Metric;
  readonly comparison: Comparison;
}

/** For each arm but the baseline, and without those that differ in nothing, see {@link estimatesSoFar}. */
export function greatestDifferences(
  measured: Measurable,
  { arms, baseline, claims, metrics }: Found,
): { readonly arm: string; readonly greatest: readonly Difference[] }[] {
  const claimed = new Set(claims.flatMap((claim) => claim.metrics));
  const all = metricsOf(measured).filter(({ phase }) => phase === measured.phases[0]?.name);
  const shown = claimed.size > 0 ? all.filter(({ id }) => claimed.has(id)) : all;
  const others = arms.filter((arm) => arm !== baseline);
  return others.flatMap((arm) => {
    const comparisonOf = ({ id }: Metric) =>
      metrics.find((metric) => metric.id === id)?.comparisons.find((each) => each.arm === arm);
    const greatest = new Map<Metric['kind'], Difference>();
    for (const metric of shown) {
      const comparison = comparisonOf(metric);
      const known = greatest.get(metric.kind);
      if (comparison && (!known || size(comparison.ratio) > size(known.comparison.ratio)))
        greatest.set(metric.kind, { metric, comparison });
    }
    return greatest.size === 0 ? [] : [{ arm, greatest: [...greatest.values()] }];
  });
}

const claimsInWords = (claims: ComparisonFile['claims']): Text =>
  joined(claims.map(({ id, verdict, open }) => alike`${id} ${open ? OPEN : RULING_WORDS[verdict]}`));

const OPEN: Text = { en: 'is open', ko: '미정' };

const size = (ratio: number): number => Math.max(ratio, 1 / ratio);
