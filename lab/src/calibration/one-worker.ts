/** Jobs pause this often for the event loop, so that requests are taken note of when they arrive. */
const SLICE_MS = 0.5;

/**
 * A single worker with a queue: jobs are done one at a time, in the order in which they came, each burning the CPU for
 * exactly the time it was given.
 *
 * A job ends its time after it came, or after the one before it ended, whichever is later. So what happens between two jobs
 * costs no capacity: jobs of 10 ms end at 100 a second, to the per mille.
 */
export class OneWorker {
  #freeAt = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param now a clock in milliseconds that never goes back */
  constructor(private readonly now: () => number) {}

  /** Resolves when the job has been done, with the moment at which it was to end. */
  work(milliseconds: number): Promise<number> {
    const end = Math.max(this.now(), this.#freeAt) + milliseconds;
    this.#freeAt = end;
    this.#last = this.#last.then(() => this.#burnUntil(end));
    return this.#last.then(() => end);
  }

  async #burnUntil(end: number): Promise<void> {
    while (this.now() < end) {
      // First the answer to the job before, and whatever has arrived.
      await new Promise(setImmediate);
      const sliceEnd = Math.min(end, this.now() + SLICE_MS);
      while (this.now() < sliceEnd);
    }
  }
}
