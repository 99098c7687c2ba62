const WINDOWS = 3;

/**
 * Whether a system has warmed up: the medians of the last three one-second windows lie within a factor of each other.
 * A simple rule on purpose: it needs no model of the warm-up, and a system that drifts slowly through it is caught by the
 * comparison of rounds instead.
 *
 * @param windows median response time of each window so far; null for a window in which nothing was answered
 * @param within e.g. 1.2: the greatest may be 20 % above the least
 */
export function isSteady(windows: readonly (number | null)[], within: number): boolean {
  const last = windows.slice(-WINDOWS).flatMap((value) => value ?? []);
  return last.length === WINDOWS && Math.max(...last) <= Math.min(...last) * within;
}

/** Medians of the full one-second windows of a warm-up, from the responses by their intended start. */
export function windowMedians(
  samples: readonly { readonly intended: number; readonly response: number }[],
  seconds: number,
): (number | null)[] {
  const windows: number[][] = Array.from({ length: Math.floor(seconds) }, () => []);
  for (const { intended, response } of samples) windows[Math.floor(intended / 1000)]?.push(response);
  return windows.map((values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null);
}
