import { median } from '../stats/order-statistics.ts';
import type { Observation, Percentile } from './observation.ts';

/** What a system must do at a rate that it is said to sustain. */
export interface Objective {
  readonly percentile: Percentile;
  /** The most that the percentile of the response times may be, milliseconds. */
  readonly milliseconds: number;
}

/** A sustained rate has a smaller share of errors than this. */
const ERRORS_BELOW = 0.001;
const LEAST_ACHIEVED = 0.99;
/** The greatest share of the arriving work that may pile up. */
const MOST_GROWTH = 0.01;
/**
 * A queue has grown when it added at least this share of the objective's time to a response within the try. In a short try the
 * medians of the seconds vary by more than a slope of a hundredth, without any queue.
 */
const NOTICEABLE = 0.2;
const LEAST_SECONDS = 3;

/**
 * Why a rate is not sustained; empty when it is. Any of: the percentile misses its objective (or too few requests were made
 * to tell it), an error in a thousand, starts that did not take place, a queue that grows.
 */
export function shortcomings(seen: Observation, { percentile, milliseconds }: Objective): string[] {
  const reasons: string[] = [];
  const read = seen.response[percentile];
  if (read === null) reasons.push(`too few answers for a ${percentile}`);
  else if (read > milliseconds)
    reasons.push(`${percentile} ${read.toFixed(1)} ms, more than ${milliseconds} ms`);
  if (seen.errorShare >= ERRORS_BELOW) reasons.push(`${percent(seen.errorShare)} errors`);
  if (seen.achieved < LEAST_ACHIEVED) reasons.push(`only ${percent(seen.achieved)} of the starts took place`);
  const growth = queueGrowth(seen.perSecond);
  const addedMs = (growth ?? 0) * 1000 * seen.perSecond.length;
  if (growth === undefined) reasons.push(`fewer than ${LEAST_SECONDS} seconds with an answer`);
  else if (growth > MOST_GROWTH && addedMs > NOTICEABLE * milliseconds)
    reasons.push(`the queue grows by ${percent(growth)} of what arrives`);
  return reasons;
}

/**
 * The share of the arriving work that piles up: by how many seconds the response time grows in a second. If requests arrive at
 * rate λ and the capacity is μ < λ, the queue grows by (λ − μ) requests a second. Each request waits 1/μ for every request before
 * it. By time of arrival the growth is (λ − μ) / μ, and 0 if the capacity suffices.
 *
 * The slope is the median of the slopes between all pairs of seconds (Theil–Sen), so one pause is not mistaken for a trend.
 *
 * @param perSecond median response time of each second, ms
 * @returns undefined with fewer than three seconds in which anything was answered
 */
export function queueGrowth(perSecond: readonly (number | null)[]): number | undefined {
  const points = perSecond.flatMap((ms, second) => (ms === null ? [] : [{ second, ms }]));
  if (points.length < LEAST_SECONDS) return undefined;
  const slopes = points.flatMap((from, index) =>
    points.slice(index + 1).map((to) => (to.ms - from.ms) / (to.second - from.second)),
  );
  return median(slopes) / 1000;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
