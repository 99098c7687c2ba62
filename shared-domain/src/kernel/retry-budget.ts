import { E_TIMEOUT, Semaphore, withTimeout } from 'async-mutex';

/** The longest delay of a timer, which stands for no limit. ms. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * How many retries may be under way at once, for each thing that is tried. After an outage everybody tries again; without a limit the one
 * that has just come back meets all of them at the same time. First attempts are not limited: their callers limit them.
 *
 * Those that wait are served in order. Source: "Handling Overload", in Beyer et al., Site Reliability Engineering, 2016.
 */
export class RetryBudget {
  readonly #gates = new Map<string, Semaphore>();

  /** @param most at once, of each name */
  constructor(private readonly most: number) {}

  /**
   * Carries out a retry when there is room for it.
   *
   * @param name what is tried
   * @param giveUpAt the latest moment at which it may begin, epoch ms; infinite for never too late
   * @returns undefined when it was too late; it has not been carried out then
   */
  async spend<T>(name: string, giveUpAt: number, retry: () => Promise<T>): Promise<{ value: T } | undefined> {
    const gate = this.#gateOf(name);
    const patience = Math.min(Math.max(0, giveUpAt - Date.now()), LONGEST_MS);
    const entered = await withTimeout(gate, patience)
      .acquire()
      .catch((error: unknown) => {
        if (error === E_TIMEOUT) return undefined;
        throw error;
      });
    if (!entered) return undefined;
    const [, release] = entered;
    try {
      return { value: await retry() };
    } finally {
      release();
    }
  }

  #gateOf(name: string): Semaphore {
    const known = this.#gates.get(name);
    if (known) return known;
    const gate = new Semaphore(this.most);
    this.#gates.set(name, gate);
    return gate;
  }
}
