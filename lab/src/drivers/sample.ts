/** One request of the load as a driver saw it. Times in milliseconds on one clock of the driver. */
export interface Sample {
  /** Its number in the load, which decides what was asked. */
  readonly iteration: number;
  /** Its place in the iteration: 0 for the request that the schedule started. */
  readonly step: number;
  readonly endpoint: string;
  /**
   * When it was due, from the start of the phase: the first of an iteration by the schedule, a later one by the answer before it, which
   * may be after the phase's end.
   */
  readonly intended: number;
  /** By how much it started late. */
  readonly late: number;
  /** From the intended start to the last byte, or to where it was given up. */
  readonly response: number;
  /** From the moment it was on its connection; undefined when it never was. */
  readonly service: number | undefined;
  readonly outcome: Outcome;
  /** The `Server-Timing` header. */
  readonly serverTiming: string | undefined;
}

export type Outcome =
  | { readonly kind: 'ok' }
  /** Given up at the deadline: it may have been done all the same. */
  | { readonly kind: 'timeout' }
  /** `what` is a status, e.g. `503`, or an error's code, e.g. `ECONNRESET`. */
  | { readonly kind: 'error'; readonly what: string; readonly example: string };
