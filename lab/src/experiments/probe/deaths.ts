import type { RunningSystem } from '../../topologies/topology.ts';

/** Calls work off when a process dies that nobody has killed, in any of the systems that are watched. */
export class Deaths {
  readonly #over = new AbortController();
  /** Aborts at the first death, with its cause, and when the given one does. */
  readonly signal: AbortSignal;

  /** @param signal calls the work off from outside */
  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#over.signal]);
  }

  watch({ failure }: Pick<RunningSystem, 'failure'>): void {
    failure.catch((cause: unknown) => this.#over.abort(cause));
  }

  /**
   * Does the work.
   *
   * @throws the cause of a death, also where the work has ended well, or has failed otherwise because of it
   */
  async orCause<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      this.#over.signal.throwIfAborted();
    }
  }
}
