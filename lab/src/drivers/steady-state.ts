const WINDOWS = 3;
/** A turn of the embedded driver: a second has too few requests. */
const WINDOW_SECONDS = 2;
/** Seconds that a system needs at least to be seen steady. */
export const STEADY_SECONDS = WINDOWS * WINDOW_SECONDS;

/**
 * Whether a system has warmed up: its last three windows of two seconds lie within a factor of each other. A simple rule on purpose: it
 * needs no model of the warm-up. A drift that is too slow for it is looked for when all rounds are there (`experiments/load/drift.ts`).
 *
 * @param seconds mean response time of each second so far, see {@link windowMeans}; null for one in which nothing was answered
 * @param within e.g. 1.2: the greatest may be 20 % above the least
 */
export function isSteady(seconds: readonly (number | null)[], within: number): boolean {
  const last = lastWindows(seconds).flatMap((value) => value ?? []);
  return last.length === WINDOWS && Math.max(...last) <= Math.min(...last) * within;
}

/** The last three windows: each is the geometric mean of its seconds, and null without an answer. Fewer where there are fewer. */
export function lastWindows(seconds: readonly (number | null)[]): (number | null)[] {
  const windows = Math.min(WINDOWS, Math.floor(seconds.length / WINDOW_SECONDS));
  const last = seconds.slice(seconds.length - windows * WINDOW_SECONDS);
  return Array.from({ length: windows }, (_, nth) => {
    const own = last.slice(nth * WINDOW_SECONDS, (nth + 1) * WINDOW_SECONDS).flatMap((value) => value ?? []);
    return geometricMean(own);
  });
}

/**
 * Geometric means of the full one-second windows of a warm-up, from the responses by their intended start; null without one.
 *
 * The load mixes fast and slow kinds of request. A median of few requests jumps between the kinds; a mean of logarithms has all of them
 * weigh the same, and one slow response weighs little.
 */
export function windowMeans(
  samples: readonly { readonly intended: number; readonly response: number }[],
  seconds: number,
): (number | null)[] {
  const windows: number[][] = Array.from({ length: Math.floor(seconds) }, () => []);
  for (const { intended, response } of samples) windows[Math.floor(intended / 1000)]?.push(response);
  return windows.map(geometricMean);
}

const geometricMean = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
