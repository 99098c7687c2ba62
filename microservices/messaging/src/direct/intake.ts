import { InFlight } from '../in-flight.ts';
import type { Logger } from '../logger.ts';

/** Lets so many pieces of work go on at once. The next ones wait in their order, and only so many of them. */
export class Intake {
  readonly #admitted = new InFlight();
  /** Each is told whether it may begin. */
  readonly #waiting: ((mayBegin: boolean) => void)[] = [];
  #inWork = 0;
  #ended = false;

  /**
   * @param atOnce pieces of work that go on at once
   * @param mayWait pieces that may wait besides
   */
  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /** @returns the work's outcome, or undefined where it was not begun and will not be: too many wait already, or the intake has ended */
  admit<T>(work: () => Promise<T>): Promise<T | undefined> | undefined {
    if (this.#ended || (this.#inWork >= this.atOnce && this.#waiting.length >= this.mayWait))
      return undefined;
    const done = this.#inWork < this.atOnce ? this.#run(work) : this.#later(work);
    this.#admitted.track(done, () => undefined);
    return done;
  }

  /** Begins nothing more. What waits is told so at once. */
  end(): void {
    this.#ended = true;
    for (const tell of this.#waiting.splice(0)) tell(false);
  }

  /** Waits up to `ms` for all that was admitted, and logs what is left then. */
  async drained(ms: number, what: string, logger: Logger): Promise<void> {
    await this.#admitted
      .drained(ms, `draining ${what}`)
      .catch((error: unknown) => logger.warn({ left: this.#admitted.count, err: error }, 'not drained'));
  }

  #later<T>(work: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push((mayBegin) => resolve(mayBegin ? this.#run(work) : undefined));
    });
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.#inWork++;
    try {
      return await work();
    } finally {
      this.#inWork--;
      this.#waiting.shift()?.(true);
    }
  }
}
