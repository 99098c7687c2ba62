import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { Comparison, MetricRecord } from '../records/comparison.ts';
import type { Latency } from '../records/trial.ts';
import { ends, judge } from './compare-arms.ts';
import { fromReplicates, type Replicates, replicate, tInterval } from './estimate.ts';
import { leastFor, percentileIn, pool } from './latency.ts';
import type { Thresholds } from './verdict.ts';

/** An arm's latencies, by round. */
export type LatencyByRound = ReadonlyMap<number, Latency>;

/**
 * Compares a percentile of all rounds together, e.g. a p99, for which no single trial has requests enough. The histograms of the
 * rounds are pooled, and the interval is that of the jackknife that leaves out a round at a time. Leaving out single requests would not
 * do: the jackknife fails for a quantile unless it leaves out many values at once (Efron and Tibshirani, 11.6; Shao and Wu 1989), and
 * the requests of a round depend on each other.
 *
 * @returns undefined where one of the arms has too few requests
 */
export function comparePercentile(
  arm: string,
  latencies: LatencyByRound,
  baseline: LatencyByRound,
  percentile: number,
  thresholds: Thresholds,
  confidence: number | null,
): Comparison | undefined {
  const rounds = [...latencies.keys()].filter((round) => baseline.has(round));
  const [own, base] = [latencies, baseline].map((side) =>
    percentilesOf(
      rounds.flatMap((round) => side.get(round) ?? []),
      percentile,
    ),
  );
  if (!own || !base) return undefined;
  const both = (combine: (own: number, base: number) => number): Replicates => ({
    all: combine(own.all, base.all),
    without: own.without.map((value, index) => combine(value, base.without[index] ?? base.all)),
  });
  const ratio = fromReplicates(both((one, other) => Math.log(one / other)));
  const difference = fromReplicates(both((one, other) => one - other));
  return { arm, ...judge(ratio, difference, thresholds, confidence) };
}

/** An arm's percentile of all rounds together, with its jackknife interval; undefined where there are too few requests. */
export function pooledFigures(
  latencies: LatencyByRound,
  percentile: number,
  confidence: number | null,
): MetricRecord['arms'][string] | undefined {
  const found = percentilesOf([...latencies.values()], percentile);
  if (!found) return undefined;
  const interval = tInterval(fromReplicates(found), confidence);
  return {
    median: found.all,
    ci95: ends(interval),
    coverage: interval?.coverage ?? null,
    trials: latencies.size,
  };
}

/** In milliseconds. */
function percentilesOf(latencies: readonly Latency[], percentile: number): Replicates | undefined {
  const requests = latencies.reduce((sum, { count }) => sum + count, 0);
  if (requests < leastFor(percentile)) return undefined;
  const histograms = latencies.map(({ histogram }) => decodeFromCompressedBase64(histogram));
  return replicate(histograms, (some: readonly Histogram[]) => percentileIn(pool(some), percentile));
}
