import { FifoLock } from './fifo-lock.ts';

class TooLate extends Error {}

/**
 * How many retries may be under way at once, for each thing that is tried. After an outage everybody tries again; without a limit the one
 * that has just come back meets all of them at the same time. First attempts are not limited: their callers limit them.
 *
 * Those that wait are served in order. Source: "Handling Overload", in Beyer et al., Site Reliability Engineering, 2016.
 */
export class RetryBudget {
  readonly #gates = new Map<string, FifoLock>();

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
    const patience = giveUpAt === Number.POSITIVE_INFINITY ? undefined : Math.max(0, giveUpAt - Date.now());
    try {
      await gate.acquire(patience, () => new TooLate());
    } catch (error) {
      if (error instanceof TooLate) return undefined;
      throw error;
    }
    try {
      return { value: await retry() };
    } finally {
      gate.release();
    }
  }

  #gateOf(name: string): FifoLock {
    const known = this.#gates.get(name);
    if (known) return known;
    const gate = new FifoLock(this.most);
    this.#gates.set(name, gate);
    return gate;
  }
}
