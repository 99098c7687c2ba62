import type { PhaseRecord } from '../records/trial.ts';
import { percentileOf } from '../stats/latency.ts';

/** What a system did under a constant rate for a while. Times in milliseconds. */
export interface Observation {
  /** Share of the planned starts that took place on schedule, 0 to 1. */
  readonly achieved: number;
  /** Share of the started requests that failed or were given up, 0 to 1. */
  readonly errorShare: number;
  /** Response times from the intended start; null with too few requests. */
  readonly response: Readonly<Record<Percentile, number | null>>;
  /** Median response time of each second, by intended start; null for one in which nothing was answered. */
  readonly perSecond: readonly (number | null)[];
}

export type Percentile = 'p50' | 'p90' | 'p95' | 'p99';

/** A phase of a driver's load as an observation. */
export function observationOf({ achieved, errors, started, all, timeline }: PhaseRecord): Observation {
  const { response } = all;
  return {
    achieved,
    errorShare: started === 0 ? 1 : errors / started,
    response: {
      // A try decides whether to go on, and is repeated where it fails; it is too short for a percentile worth reporting.
      p50: percentileOf(response, 50),
      p90: percentileOf(response, 90),
      p95: response?.p95 ?? null,
      p99: response?.p99 ?? null,
    },
    perSecond: timeline.map(({ p50 }) => p50),
  };
}
