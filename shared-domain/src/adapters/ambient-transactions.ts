import { AsyncLocalStorage } from 'node:async_hooks';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';

/** A transaction that has begun. Each is ended once, by one of the two. */
export interface Transaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** What a joined `write`, or a change in it, threw; after it nothing of the transaction may be kept. */
  failure?: { readonly error: unknown };
}

interface Ambient<T> {
  readonly transaction: T;
  readonly hooks: (() => void)[];
  ended: boolean;
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
  write<R>(work: () => Promise<R>): Promise<R> {
    try {
      const outer = this.#open();
      return outer ? this.#join(outer, work) : this.#writeAlone(work);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  afterCommit(hook: () => void): void {
    const ambient = this.#open();
    if (ambient) ambient.hooks.push(hook);
    else runHook(hook);
  }

  async #writeAlone<R>(work: () => Promise<R>): Promise<R> {
    const transaction = await this.#begin();
    const ambient: Ambient<T> = { transaction, hooks: [], ended: false };
    let result: R;
    try {
      result = await this.#ambient.run(ambient, work);
      if (transaction.failure)
        throw new Error('rolled back: a joined write failed', { cause: transaction.failure.error });
    } catch (error) {
      ambient.ended = true;
      await transaction.rollback();
      throw error;
    }
    ambient.ended = true;
    await transaction.commit();
    this.#ambient.run(undefined, () => ambient.hooks.forEach(runHook));
    return result;
  }

  #join<R>({ transaction }: Ambient<T>, work: () => Promise<R>): Promise<R> {
    const fail = (error: unknown): never => {
      transaction.failure ??= { error };
      throw error;
    };
    try {
      return work().catch(fail);
    } catch (error) {
      return fail(error);
    }
  }

  #open(): Ambient<T> | undefined {
    const ambient = this.#ambient.getStore();
    if (ambient?.ended)
      throw new Error('the transaction has ended: a promise inside its write was not awaited');
    return ambient;
  }
}
