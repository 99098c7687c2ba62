/** How fast a bucket fills, and how much it holds. */
export interface Rate {
  /** A token comes in this time. Whole µs: sums of them are exact. */
  readonly everyUs: number;
  readonly burst: number;
}

export const rateOf = (settings: { readonly LIMIT_RATE: number; readonly LIMIT_BURST: number }): Rate => ({
  everyUs: Math.round(1_000_000 / settings.LIMIT_RATE),
  burst: settings.LIMIT_BURST,
});

/** A bucket of tokens for each client, wherever it is kept. */
export interface Buckets {
  /** Takes a token. @returns 0, or in how many µs there will be one; then none was taken */
  take(client: string): number | Promise<number>;
}

/** So many clients are remembered, some 20 MB. The one that was let in longest ago makes room: its bucket is then full again. */
const CLIENTS = 100_000;

/**
 * Buckets of this process (Turner, "New directions in communications", IEEE Communications Magazine 24(10), 1986). A bucket is one number: when it
 * will be full. It has a token unless that is further off than the time in which all but one of its tokens come.
 */
export class TokenBuckets implements Buckets {
  /** µs of the clock. Who was let in longest ago comes first. */
  readonly #fullAt = new Map<string, number>();

  /** @param now a clock that only goes forward. µs, whole */
  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = () => Math.round(performance.now() * 1000),
    private readonly clients = CLIENTS,
  ) {}

  take(client: string): number {
    const { everyUs, burst } = this.rate;
    const now = this.now();
    const fullAt = Math.max(now, this.#fullAt.get(client) ?? now);
    const wait = fullAt - now - (burst - 1) * everyUs;
    if (wait > 0) return wait;
    // Deleted first, so that it goes to the end of the map's order.
    this.#fullAt.delete(client);
    this.#fullAt.set(client, fullAt + everyUs);
    this.#forget(now);
    return 0;
  }

  /** How many clients have a bucket that is not full, or was not when it was last looked at. */
  get size(): number {
    return this.#fullAt.size;
  }

  #forget(now: number): void {
    for (const [client, fullAt] of this.#fullAt) {
      if (fullAt > now && this.#fullAt.size <= this.clients) break;
      this.#fullAt.delete(client);
    }
  }
}
