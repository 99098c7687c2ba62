export interface FailureLimits {
  /** So many failures at once are tolerated. */
  readonly burst: number;
  /** One failure is forgotten in this time. ms. */
  readonly forgottenAfterMs: number;
  /** So many keys are remembered. The one that failed longest ago makes room for a new one. */
  readonly keys: number;
}

/** How many failures a key has, and when that was so. */
interface Count {
  readonly failures: number;
  readonly atMs: number;
}

/** Counts failures by key, and forgets them with time (a leaky bucket per key). Successes leave no trace. */
export class Failures {
  /** The key that failed longest ago comes first. */
  readonly #counts = new Map<string, Count>();

  /** @param now a clock that only goes forward. ms. */
  constructor(
    private readonly limits: FailureLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How long `key` has to wait before it may try again. 0 when it need not wait. ms. */
  waitMs(key: string): number {
    const tooMany = this.#failuresOf(key) - (this.limits.burst - 1);
    return tooMany <= 0 ? 0 : Math.ceil(tooMany * this.limits.forgottenAfterMs);
  }

  /** `key` has failed. */
  add(key: string): void {
    const failures = this.#failuresOf(key) + 1;
    // Deleted first, so that it goes to the end of the map's order.
    this.#counts.delete(key);
    this.#counts.set(key, { failures, atMs: this.now() });
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= this.limits.keys && this.#failuresOf(oldest) > 0) break;
      this.#counts.delete(oldest);
    }
  }

  #failuresOf(key: string): number {
    const count = this.#counts.get(key);
    if (count === undefined) return 0;
    return Math.max(0, count.failures - (this.now() - count.atMs) / this.limits.forgottenAfterMs);
  }
}
