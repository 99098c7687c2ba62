/**
 * Where the time of one request went. `db` is time in this process's database (waiting for the writer included), `calls`
 * time waiting for other services. Overlapping stretches of a kind count once, so neither can exceed the wall clock.
 */
export type Wait = 'db' | 'calls';

export class Timings {
  readonly #started = performance.now();
  readonly #open: Record<Wait, number> = { db: 0, calls: 0 };
  readonly #since: Record<Wait, number> = { db: 0, calls: 0 };
  readonly #total: Record<Wait, number> = { db: 0, calls: 0 };
  #anyOpen = 0;
  #anySince = 0;
  #busy = 0;
  /** Milliseconds in databases, and in handlers, that called services reported about themselves. */
  readonly remote = { db: 0, handler: 0 };

  /** Times one stretch of work, successful or not. */
  async during<T>(kind: Wait, work: () => Promise<T>): Promise<T> {
    this.begin(kind);
    try {
      return await work();
    } finally {
      this.end(kind);
    }
  }

  /** A stretch begins that somebody ends with {@link end}: for callbacks, which have no promise to wait for. */
  begin(kind: Wait): void {
    const now = performance.now();
    if (this.#open[kind]++ === 0) this.#since[kind] = now;
    if (this.#anyOpen++ === 0) this.#anySince = now;
  }

  end(kind: Wait): void {
    const now = performance.now();
    if (--this.#open[kind] === 0) this.#total[kind] += now - this.#since[kind];
    if (--this.#anyOpen === 0) this.#busy += now - this.#anySince;
  }

  /** Adds what a called service reported about its own work, in milliseconds. */
  addRemote(report: { db: number; handler: number }): void {
    this.remote.db += report.db;
    this.remote.handler += report.handler;
  }

  /** All in milliseconds. `own` is the time in which this process neither waited for a database nor for a call. */
  snapshot(): {
    total: number;
    own: number;
    db: number;
    calls: number;
    remoteDb: number;
    remoteHandler: number;
  } {
    const total = performance.now() - this.#started;
    return {
      total,
      own: Math.max(0, total - this.#busy),
      db: this.#total.db,
      calls: this.#total.calls,
      remoteDb: this.remote.db,
      remoteHandler: this.remote.handler,
    };
  }
}
