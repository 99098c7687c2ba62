import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import type { Latency } from '../records/trial.ts';

/**
 * Least number of requests for a percentile to be reported. A quantile needs observations beyond it: ten for p95
 * (Jain, The Art of Computer Systems Performance Analysis, 12: tails from a handful of values are chance), a hundred
 * for p99, where a single pause of the machine would otherwise decide it.
 */
const LEAST_FOR = { p95: 200, p99: 10_000 } as const;

const MICROSECONDS = 1000;
const LONGEST = 3_600_000_000;

/** Latencies in microseconds, three significant digits. */
export const newHistogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: LONGEST, numberOfSignificantValueDigits: 3 });

/** @param milliseconds recorded as whole microseconds, at least one */
export function recordInto(histogram: Histogram, milliseconds: number): void {
  histogram.recordValue(Math.min(LONGEST, Math.max(1, Math.round(milliseconds * MICROSECONDS))));
}

/** Figures of a histogram, in milliseconds; null for an empty one. */
export function latencyOf(histogram: Histogram): Latency | null {
  const count = histogram.totalCount;
  if (count === 0) return null;
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / MICROSECONDS;
  return {
    count,
    mean: histogram.mean / MICROSECONDS,
    p50: at(50),
    p90: at(90),
    p95: count >= LEAST_FOR.p95 ? at(95) : null,
    p99: count >= LEAST_FOR.p99 ? at(99) : null,
    max: at(100),
    histogram: encodeIntoCompressedBase64(histogram),
  };
}

/** All requests of several trials in one: histograms are merged, percentiles never averaged. Null when all are null. */
export function mergeLatencies(latencies: readonly (Latency | null)[]): Latency | null {
  const merged = newHistogram();
  for (const latency of latencies) if (latency) merged.add(decodeFromCompressedBase64(latency.histogram));
  return latencyOf(merged);
}
