/**
 * The deadlines of many pieces of work, watched by one timer: a timer for each piece costs more than a small message does. The timer
 * keeps no process alive.
 */
export class Deadlines<T> {
  /** When each is over, by `performance.now()`. */
  readonly #until = new Map<T, number>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer looks, which may be for a piece of work that has ended since. */
  #looksAt = Number.POSITIVE_INFINITY;

  /** @param passed is told of a piece of work whose time is over; it is no longer watched then. */
  constructor(private readonly passed: (work: T) => void) {}

  /** @param ms from now */
  watch(work: T, ms: number): void {
    const until = performance.now() + ms;
    this.#until.set(work, until);
    if (until < this.#looksAt) this.#lookAt(until);
  }

  /** The work has ended. @returns whether it was in time */
  forget(work: T): boolean {
    return this.#until.delete(work);
  }

  #lookAt(time: number): void {
    clearTimeout(this.#timer);
    this.#looksAt = time;
    this.#timer = setTimeout(() => this.#look(), Math.ceil(Math.max(1, time - performance.now())));
    this.#timer.unref();
  }

  #look(): void {
    this.#looksAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const over = [...this.#until].filter(([, until]) => until <= now).map(([work]) => work);
    for (const work of over) {
      // Something that was told of an earlier one may have ended it.
      if (this.#until.delete(work)) this.passed(work);
    }
    if (this.#until.size === 0) return;
    const next = Math.min(...this.#until.values());
    if (next < this.#looksAt) this.#lookAt(next);
  }
}
