/** Work for which a turn could not be had, as so many wait for one already. */
export class NoTurn extends Error {}

/**
 * Lets a few pieces of work run at a time, in the order in which they came. The others wait, up to a number.
 *
 * @param options.atATime how many run at once
 * @param options.waiting how many may wait; one more is refused at once
 */
export class Turns {
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(private readonly options: { readonly atATime: number; readonly waiting: number }) {}

  /** @throws NoTurn when too many wait already. What `work` throws is thrown on. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      // The turn is handed on, and never free in between: nobody who comes now can overtake those who wait.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.options.atATime) {
      this.#running += 1;
      return;
    }
    if (this.#queue.length >= this.options.waiting) throw new NoTurn('too many wait for a turn');
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }
}
