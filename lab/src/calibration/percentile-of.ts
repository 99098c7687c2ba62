import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { Latency } from '../records/trial.ts';

const MICROSECONDS = 1000;

/**
 * A percentile, in milliseconds, of any number of requests. Only for known answers: where answers vary by chance, a p99 needs ten
 * thousand requests.
 */
export function percentileOf(latency: Latency | null, percentile: number): number | null {
  if (!latency) return null;
  return decodeFromCompressedBase64(latency.histogram).getValueAtPercentile(percentile) / MICROSECONDS;
}
