import { AsyncLocalStorage } from 'node:async_hooks';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';

/** A transaction that has begun. Each is ended once, by one of the two. */
export interface Transaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** What made it fail, in words that its users know; the same error without. */
  explain?(error: unknown): unknown;
}

interface Ambient<T> {
  readonly transaction: T;
  readonly hooks: (() => void)[];
  ended: boolean;
  /** What a joined `write` threw; after it nothing of the transaction may be kept. */
  failure?: { readonly error: unknown };
}

/** A hook's error is nobody's to handle: the transaction has committed, and its caller is about to be told so. */
const runHook = (hook: () => void): void => {
  const call = async () => hook();
  call().catch((error) => process.emitWarning(error instanceof Error ? error : String(error)));
};

/** The ambient part of a unit of work, the same for every kind of transaction. */
export class AmbientTransactions<T extends Transaction> implements UnitOfWork {
  readonly #ambient = new AsyncLocalStorage<Ambient<T> | undefined>();
  readonly #begin: () => Promise<T>;

  /** @param begin waits until no other transaction is open, then opens one. */
  constructor(begin: () => Promise<T>) {
    this.#begin = begin;
  }

  /** @throws Error when the caller is a leftover of a transaction that has ended: a promise in it was not awaited. */
  current(): T | undefined {
    return this.#open()?.transaction;
  }

  /** @throws Error when a joined `write` threw and `work` went on as if it had not: then all is rolled back. */
  async write<R>(work: () => Promise<R>): Promise<R> {
    const outer = this.#open();
    if (outer) return this.#join(outer, work);
    const ambient: Ambient<T> = { transaction: await this.#begin(), hooks: [], ended: false };
    const result = await this.#run(ambient, work);
    this.#ambient.run(undefined, () => ambient.hooks.forEach(runHook));
    return result;
  }

  afterCommit(hook: () => void): void {
    const ambient = this.#open();
    if (ambient) ambient.hooks.push(hook);
    else runHook(hook);
  }

  async #run<R>(ambient: Ambient<T>, work: () => Promise<R>): Promise<R> {
    let result: R;
    try {
      result = await this.#ambient.run(ambient, async () => work());
      if (ambient.failure)
        throw new Error('rolled back: a joined write failed', { cause: ambient.failure.error });
    } catch (error) {
      ambient.ended = true;
      await ambient.transaction.rollback();
      throw ambient.transaction.explain?.(error) ?? error;
    }
    ambient.ended = true;
    try {
      await ambient.transaction.commit();
    } catch (error) {
      throw ambient.transaction.explain?.(error) ?? error;
    }
    return result;
  }

  async #join<R>(ambient: Ambient<T>, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      ambient.failure ??= { error };
      throw error;
    }
  }

  #open(): Ambient<T> | undefined {
    const ambient = this.#ambient.getStore();
    if (ambient?.ended)
      throw new Error('the transaction has ended: a promise inside its write was not awaited');
    return ambient;
  }
}
