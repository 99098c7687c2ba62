/**
 * A lock that is handed on in the order in which it was asked for. It costs one promise: a library's costs several on the way of every
 * transaction (ADR 35).
 */
export class FifoLock {
  readonly #waiting = new Set<() => void>();
  #free: number;

  /** @param places how many may hold it at once */
  constructor(places = 1) {
    this.#free = places;
  }

  /**
   * @param patience how long to wait, ms; without it for ever
   * @throws what `late` makes, when it had to wait longer
   */
  acquire(patience?: number, late: () => Error = () => new Error('waited too long')): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise<void>((resolve, reject) => {
      const take = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(take);
        reject(late());
      };
      const timer = patience === undefined ? undefined : setTimeout(giveUp, patience);
      this.#waiting.add(take);
    });
  }

  /** Gives it to who has waited longest. Once for each time that it was acquired. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
