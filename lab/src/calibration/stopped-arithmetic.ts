/** A server that stops once, within a window of constant load. Times in milliseconds. */
export interface Pause {
  /** Length of the window in which requests start. */
  readonly windowMs: number;
  /** How long the server stops. The pause lies wholly within the window. */
  readonly pauseMs: number;
}

/**
 * A percentile of the response times of such a server, counted from the intended starts. Otherwise the server answers in no time.
 *
 * A request that starts `x` before the end of the pause waits `x`, and at a constant rate every `x` from 0 to the pause's length
 * is as likely as any other. So the share of requests that wait longer than `x` is (pause − x) / window. The percentile is the
 * `x` at which that share equals 1 − percentile / 100.
 *
 * @param percentile e.g. 99
 */
export function stoppedPercentile({ windowMs, pauseMs }: Pause, percentile: number): number {
  return Math.max(0, pauseMs - (1 - percentile / 100) * windowMs);
}
