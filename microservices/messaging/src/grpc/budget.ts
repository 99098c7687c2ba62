/** So much of something may be done in a second, and no more. */
export class Budget {
  #left = 0;
  /** By `performance.now()`. */
  #until = 0;

  constructor(private readonly perSecond: number) {}

  /** @returns whether it may be done once more */
  take(): boolean {
    const now = performance.now();
    if (now >= this.#until) {
      this.#left = this.perSecond;
      this.#until = now + 1_000;
    }
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }
}
