import { FifoLock } from '../../../kernel/fifo-lock.ts';

/** Work for which a turn could not be had, as so many wait for one already. */
export class NoTurn extends Error {}

/**
 * Lets a few pieces of work run at a time, in the order in which they came. The others wait, up to a number.
 *
 * @param options.atATime how many run at once
 * @param options.waiting how many may wait; one more is refused at once
 */
export class Turns {
  readonly #lock: FifoLock;
  readonly #most: number;
  /** Those that run and those that wait. */
  #here = 0;

  constructor({ atATime, waiting }: { readonly atATime: number; readonly waiting: number }) {
    this.#lock = new FifoLock(atATime);
    this.#most = atATime + waiting;
  }

  /** @throws NoTurn when too many wait already. What `work` throws is thrown on. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#here >= this.#most) throw new NoTurn('too many wait for a turn');
    this.#here += 1;
    await this.#lock.acquire();
    try {
      return await work();
    } finally {
      this.#here -= 1;
      this.#lock.release();
    }
  }
}
