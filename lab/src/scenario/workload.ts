import type { Chance } from '../stats/random.ts';

/** A request as both drivers send it, byte for byte. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, e.g. `/products?limit=20`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

/** A request of a set-up, a check or a probe. */
export interface Step extends HttpRequest {
  /** It is sent so many milliseconds later; at once without. */
  readonly afterMs?: number;
}

/** A request of the measured load. */
export interface PlannedRequest extends HttpRequest {
  /** Under which name its latency is counted. */
  readonly endpoint: string;
  /** Status codes of a success; any other counts as an error. */
  readonly expect: readonly number[];
}

/** A request that a workload makes from the answers before it. */
export interface FollowUp extends PlannedRequest {
  /** It is due so many milliseconds after the answer before it; at once without. */
  readonly afterMs?: number;
}

/** A request of an iteration and its answer, which had an expected status. */
export interface Exchange {
  readonly request: PlannedRequest;
  readonly response: HttpResponse;
  /** When the request was sent, and when its answer was complete: milliseconds from the start of the iteration. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** What can be kept of an answer. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a workload needs to know before a trial in order to set enough aside. */
export interface SetUpPlan {
  readonly chance: Chance;
  /** Upper bound of the iterations of the trial, warm-up included. */
  readonly iterations: number;
}

/** What became of one request of the load: a line of its history, which is only ever added to. */
export interface Operation {
  /** The number that the iteration has in the load. */
  readonly iteration: number;
  /** Its place in the iteration: 0 for the request that the schedule started, 1 for the one that followed it. */
  readonly step: number;
  readonly endpoint: string;
  /** Refused or failed requests are `failed`; of one that was given up nobody knows whether it was carried out (Jepsen). */
  readonly outcome: 'ok' | 'failed' | 'indeterminate';
  /** When it was sent, and when it had been answered or was given up: epoch milliseconds, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the workload kept of the answer. */
  readonly observed?: Json;
}

/** What a consistency check came to: `unknown` where there was nothing to go wrong, or it could not be carried out. */
export interface CheckResult {
  readonly id: string;
  readonly result: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
  /** The same in Korean; reports have the English in its place where there is none. */
  readonly detailInKorean?: string | undefined;
}

/**
 * The load of a scenario: one module of pure functions, exported under these names, that every driver runs.
 *
 * k6 imports the module's TypeScript as it is, so it has no Node imports, only erasable syntax, and relative imports that
 * end in `.ts`. Both drivers do all that is written here. Nothing is shared between iterations: a function knows its arguments
 * alone.
 */
export interface Workload<Data> {
  /**
   * Prepares a fresh system, unmeasured. Yields batches of requests that may be sent at the same time, receives their
   * responses in the same order, and returns JSON. Throws when the system does not answer as it must.
   */
  setUp(plan: SetUpPlan): Generator<readonly Step[], Data, readonly HttpResponse[]>;
  /** The n-th request of the load. Depends on its arguments alone, so every arm and every driver sends the same. */
  request(data: Data, iteration: number, chance: Chance): PlannedRequest;
  /**
   * The request that follows in the same iteration, made from the answers so far, the newest last; undefined where the iteration
   * ends. It ends, too, with a request that fails or has a status that it does not expect.
   *
   * A request that follows is due when the answer before it is complete (or {@link FollowUp.afterMs} later), and its latency counts
   * from there, under its own endpoint. An iteration has no latency of its own: what it took can be observed. Whether the driver
   * kept its schedule is judged by first requests alone.
   *
   * An iteration ends at the load's timeout (of a trial: 10 s after its start), at 1,000 requests, and at 4 MiB of answers; where
   * it would have gone on, the history says so.
   */
  next?(data: Data, exchanges: readonly Exchange[], iteration: number, chance: Chance): FollowUp | undefined;
  /**
   * What is kept of the newest of an iteration's answers; undefined for nothing. It stands in the history with its request. So much
   * as 32 MiB of JSON is kept; what comes after that is counted, and the history says so.
   */
  observe?(data: Data, exchanges: readonly Exchange[], iteration: number, chance: Chance): Json | undefined;
  /**
   * Reads the system after the load, once it is quiet, and says whether what it holds agrees with what it answered. Yields
   * requests as set-up does.
   */
  check?(
    data: Data,
    history: readonly Operation[],
    chance: Chance,
  ): Generator<readonly HttpRequest[], CheckResult[], readonly HttpResponse[]>;
}
