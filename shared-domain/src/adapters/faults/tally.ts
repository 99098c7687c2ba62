const AT_MOST_EVERY_MS = 1_000;

/** Counts how often something happened, and says so not too often. */
export class Tally {
  #count = 0;
  #at = 0;
  #saidCount = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  /** @param say gets the count so far and when it last grew, in epoch ms; resolves when it has been said. */
  constructor(private readonly say: (count: number, at: number) => Promise<void>) {}

  /** Resolves when it has been said, or need not be yet. */
  async add(now = Date.now()): Promise<void> {
    this.#count += 1;
    this.#at = now;
    if (now - this.#saidAt >= AT_MOST_EVERY_MS) await this.flush();
  }

  /** Says what has not been said. */
  async flush(): Promise<void> {
    if (this.#count === this.#saidCount) return;
    this.#saidCount = this.#count;
    this.#saidAt = this.#at;
    await this.say(this.#count, this.#at);
  }
}
