import { inTime } from './deadline.ts';

/** Counts work in progress, so that a shutdown can wait for it. */
export class InFlight {
  #count = 0;
  #idle: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  /** @param failed is told when the work rejects. */
  track(work: Promise<unknown>, failed: (error: unknown) => void): void {
    this.#count++;
    work.then(
      () => this.#ended(),
      (error: unknown) => {
        this.#ended();
        failed(error);
      },
    );
  }

  /** Resolves when nothing is in progress. @throws DeadlineExceeded after `ms`. */
  async drained(ms: number, what: string): Promise<void> {
    if (this.#count === 0) return;
    await inTime(ms, what, new Promise<void>((resolve) => this.#idle.push(resolve)));
  }

  #ended(): void {
    if (--this.#count === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
