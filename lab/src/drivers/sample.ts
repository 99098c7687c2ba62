import type { Operation } from '../scenario/workload.ts';

/** One request of the load as a driver saw it. Times in milliseconds on one clock of the driver. */
export interface Sample {
  /** Its number in the load, which decides what was asked. */
  readonly iteration: number;
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

/**
 * What a request came to. A refusal is certain; after any other error the request may have been carried out all the same.
 */
export function operationOf({ iteration, endpoint, outcome }: Sample): Operation {
  const refused = outcome.kind === 'error' && /^4\d\d$/.test(outcome.what);
  const known = refused ? 'failed' : 'indeterminate';
  return { iteration, endpoint, outcome: outcome.kind === 'ok' ? 'ok' : known };
}
