/** A failure weighs half as much after this time. ms */
const HALF_LIFE_MS = 500;

/**
 * What one of several instances has to do, as far as one caller has caused it. A request that has failed weighs as if it were still under way, and
 * less and less: otherwise an instance that fails at once would always have the least to do, and get all requests.
 */
export class UnderWay {
  #open = 0;
  #failures = 0;
  /** Of `#failures`. */
  #at = 0;

  /** @param now a clock that only goes forward. ms */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Requests under way, and what weighs like them. Whole, so that equally busy instances are equal. */
  get count(): number {
    return this.#open + Math.round(this.#weight());
  }

  /** @returns what is told the request's end; told again, it does nothing */
  begin(): (failed: boolean) => void {
    this.#open += 1;
    let open = true;
    return (failed) => {
      if (!open) return;
      open = false;
      this.#open -= 1;
      if (!failed) return;
      this.#failures = this.#weight() + 1;
      this.#at = this.now();
    };
  }

  #weight(): number {
    return this.#failures === 0 ? 0 : this.#failures * 2 ** ((this.#at - this.now()) / HALF_LIFE_MS);
  }
}
