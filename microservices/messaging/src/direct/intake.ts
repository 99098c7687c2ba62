import { InFlight } from '../in-flight.ts';
import type { Logger } from '../logger.ts';

/** Lets so many pieces of work go on at once. The next ones wait in their order, and only so many of them. */
export class Intake {
  readonly #admitted = new InFlight();
  readonly #waiting: (() => void)[] = [];
  #inWork = 0;

  /**
   * @param atOnce pieces of work that go on at once
   * @param mayWait pieces that may wait besides
   */
  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /** @returns the work's outcome, or undefined, at once, where too many wait already */
  admit<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#inWork >= this.atOnce && this.#waiting.length >= this.mayWait) return undefined;
    const done = this.#inWork < this.atOnce ? this.#run(work) : this.#later(work);
    this.#admitted.track(done, () => undefined);
    return done;
  }

  /** Waits up to `ms` for all that was admitted, and logs what is left then. */
  async drained(ms: number, what: string, logger: Logger): Promise<void> {
    await this.#admitted
      .drained(ms, `draining ${what}`)
      .catch((error: unknown) => logger.warn({ left: this.#admitted.count, err: error }, 'not drained'));
  }

  #later<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(this.#run(work)));
    });
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.#inWork++;
    try {
      return await work();
    } finally {
      this.#inWork--;
      this.#waiting.shift()?.();
    }
  }
}
