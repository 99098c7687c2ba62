import { inTime } from './deadline.ts';

/** Counts work in progress, so that a shutdown can wait for it. */
export class InFlight {
  #count = 0;
  #idle: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      if (--this.#count === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Resolves when nothing is in progress. @throws DeadlineExceeded after `ms`. */
  async drained(ms: number, what: string): Promise<void> {
    if (this.#count === 0) return;
    await inTime(ms, what, new Promise<void>((resolve) => this.#idle.push(resolve)));
  }
}
