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

/** A request of the measured load. */
export interface PlannedRequest extends HttpRequest {
  /** Under which name its latency is counted. */
  readonly endpoint: string;
  /** Status codes of a success; any other counts as an error. */
  readonly expect: readonly number[];
}

/** What a workload needs to know before a trial in order to set enough aside. */
export interface SetUpPlan {
  readonly seed: number;
  /** Upper bound of the iterations of the trial, warm-up included. */
  readonly iterations: number;
}

/** What became of one request of the load, by the number that it has in it. */
export interface Operation {
  readonly iteration: number;
  readonly endpoint: string;
  /** Refused or failed requests are `failed`; of one that was given up nobody knows whether it was carried out (Jepsen). */
  readonly outcome: 'ok' | 'failed' | 'indeterminate';
}

/** What a consistency check came to: `unknown` where there was nothing to go wrong, or it could not be carried out. */
export interface CheckResult {
  readonly id: string;
  readonly result: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
}

/**
 * The load of a scenario: one module of pure functions, exported under these names, that every driver runs.
 *
 * k6 imports the module's TypeScript as it is, so it has no Node imports, only erasable syntax, and relative imports that
 * end in `.ts`.
 */
export interface Workload<Data> {
  /**
   * Prepares a fresh system, unmeasured. Yields batches of requests that may be sent at the same time, receives their
   * responses in the same order, and returns JSON. Throws when the system does not answer as it must.
   */
  setUp(plan: SetUpPlan): Generator<readonly HttpRequest[], Data, readonly HttpResponse[]>;
  /** The n-th request of the load. Depends on its arguments alone, so every arm and every driver sends the same. */
  request(data: Data, iteration: number, seed: number): PlannedRequest;
  /**
   * Reads the system after the load, once it is quiet, and says whether what it holds agrees with what it answered. Yields
   * requests as set-up does.
   */
  check?(
    data: Data,
    history: readonly Operation[],
    seed: number,
  ): Generator<readonly HttpRequest[], CheckResult[], readonly HttpResponse[]>;
}
