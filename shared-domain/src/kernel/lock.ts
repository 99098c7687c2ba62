import { DependencyFailure } from './dependency-failure.ts';
import { FifoLock } from './fifo-lock.ts';

/** A name that is held. */
export interface Held {
  /**
   * The fencing token: greater than that of every earlier holder of the name. A store that has seen a greater one refuses this one
   * (Kleppmann, "How to do distributed locking", 2016).
   */
  readonly token: number;
  /**
   * Whether this process knows that it may be the holder no longer. It costs no message. That it does not know proves nothing: the process
   * may be paused after it has asked.
   */
  lost(): boolean;
  /** Gives the name back, if it is still this holder's. Never rejects: what cannot be given back ends with its lease. */
  release(): Promise<void>;
}

/** Names of which each has at most one holder at a time, over all processes, as long as no holder outlives its lease. */
export interface Lock {
  /**
   * @param patienceMs how long to wait for others, milliseconds
   * @throws when it was not to be had in that time
   */
  acquire(name: string, patienceMs: number): Promise<Held>;
  /** Ends the connection to the server of the lock. Names that are still held end with their lease. */
  close(): Promise<void>;
}

const notHad = (name: string, why: string, cause?: unknown): DependencyFailure =>
  new DependencyFailure('lock', 'unavailable', `the lock of ${name} ${why}`, { cause });

/**
 * Lets one caller of this process at a time contend for a name. The others wait in order, and ask the server of the lock nothing.
 *
 * @returns a lock that throws DependencyFailure (`unavailable`): whatever was to be done under it has not happened
 */
export function queued(lock: Lock): Lock {
  const queues = new Map<string, FifoLock>();
  const queueOf = (name: string): FifoLock => {
    const known = queues.get(name) ?? new FifoLock();
    queues.set(name, known);
    return known;
  };
  return {
    async acquire(name, patienceMs) {
      const giveUpAt = performance.now() + patienceMs;
      const queue = queueOf(name);
      await queue.acquire(Math.max(0, patienceMs), () => notHad(name, 'was waited for too long'));
      try {
        const held = await lock.acquire(name, giveUpAt - performance.now());
        return { ...held, release: () => held.release().finally(() => queue.release()) };
      } catch (error) {
        queue.release();
        throw notHad(name, 'was not to be had', error);
      }
    },
    close: () => lock.close(),
  };
}

/**
 * Does some work while it holds names, and gives them back however the work ends.
 *
 * @param patienceMs how long to wait for all of them, milliseconds
 * @throws what {@link Lock.acquire} does; the work has not begun then
 */
export async function holding<T>(
  lock: Pick<Lock, 'acquire'>,
  names: readonly string[],
  patienceMs: number,
  work: (held: ReadonlyMap<string, Held>) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  const held = new Map<string, Held>();
  try {
    // All take them in the same order, so that no two wait for each other.
    for (const name of [...new Set(names)].sort())
      held.set(name, await lock.acquire(name, giveUpAt - performance.now()));
    return await work(held);
  } finally {
    await Promise.all([...held.values()].map((each) => each.release()));
  }
}
