/** One request of the load as a driver saw it. Times in milliseconds on one clock of the driver. */
export interface Sample {
  readonly endpoint: string;
  /** When the schedule wanted it to start, from the start of the phase. */
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
