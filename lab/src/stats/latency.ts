import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';
import type { Latency } from '../records/trial.ts';

/**
 * Least number of requests for a percentile to be told: the one rule for records, metrics and reports. A quantile needs observations
 * beyond it: ten (Jain, The Art of Computer Systems Performance Analysis, 12: tails from a handful of values are chance), and from
 * p99 on a hundred, as a single pause of the machine would otherwise decide it. So 20 for a p50, 100 for a p90, 200 for a p95,
 * 10,000 for a p99.
 */
export const leastFor = (percentile: number): number =>
  Math.ceil(((percentile >= 99 ? 100 : 10) * 100) / (100 - percentile) - 1e-6);

/** Says in a report why a percentile is missing. */
export const WHY_DASHES = `A dash stands where there are too few requests for a percentile: ${[50, 90, 95, 99]
  .map((percentile) => `a p${percentile} needs ${leastFor(percentile).toLocaleString('en')}`)
  .join(', ')}.`;

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
  const at = (percentile: number) => percentileIn(histogram, percentile);
  const told = (percentile: number) => (count >= leastFor(percentile) ? at(percentile) : null);
  return {
    count,
    mean: histogram.mean / MICROSECONDS,
    p50: told(50),
    p90: told(90),
    p95: told(95),
    p99: told(99),
    max: at(100),
    histogram: encodeIntoCompressedBase64(histogram),
  };
}

/**
 * A percentile, in milliseconds, of however few requests: for decisions and known answers, not for reports. Null of none.
 */
export function percentileOf(latency: Latency | null, percentile: number): number | null {
  if (!latency) return null;
  return percentileIn(decodeFromCompressedBase64(latency.histogram), percentile);
}

/** In milliseconds. */
export const percentileIn = (histogram: Histogram, percentile: number): number =>
  histogram.getValueAtPercentile(percentile) / MICROSECONDS;

/** All requests of several trials in one: histograms are merged, percentiles never averaged. Null when all are null. */
export const mergeLatencies = (latencies: readonly (Latency | null)[]): Latency | null =>
  latencyOf(pool(latencies.flatMap((each) => (each ? [decodeFromCompressedBase64(each.histogram)] : []))));

export function pool(histograms: readonly Histogram[]): Histogram {
  const merged = newHistogram();
  for (const histogram of histograms) merged.add(histogram);
  return merged;
}
