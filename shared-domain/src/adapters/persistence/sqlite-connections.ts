import { currentCall, timeLeft } from '../../kernel/call-context.ts';
import { FifoLock } from '../../kernel/fifo-lock.ts';
import { during } from '../../kernel/span.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import { AmbientTransactions, type Transaction } from '../ambient-transactions.ts';
import { unavailable, whileBusy } from './busy.ts';
import { nothing, type Parameter, type Sql } from './sql.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** One transaction on the writer connection. */
class WriterTransaction implements Transaction {
  failure?: { readonly error: unknown };

  constructor(
    private readonly writer: SqliteConnection,
    private readonly lock: FifoLock,
    private readonly committed: () => void,
  ) {}

  async commit(): Promise<void> {
    try {
      await this.writer.change('COMMIT', [], nothing);
      this.committed();
      this.lock.release();
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Comes after the statements that are still under way, so none of them can take effect behind it. */
  async rollback(): Promise<void> {
    try {
      await this.writer.change('ROLLBACK', [], nothing);
    } catch (error) {
      // SQLite has rolled back by itself after some errors, e.g. when the disk is full.
      if (!String(error).includes('no transaction is active')) throw error;
    } finally {
      this.lock.release();
    }
  }
}

/**
 * Two connections to one file.
 *
 *     write ── FIFO lock of this process ── BEGIN IMMEDIATE (lock among processes) ── writer ── COMMIT
 *     query outside a transaction ─────────────────────────────────────────────────── reader
 *
 * TypeORM's own transactions are not isolated on SQLite: they share one connection, so they leak into each other and
 * into plain reads; and its deferred BEGIN loses to other processes as soon as a transaction reads before it writes.
 */
export class SqliteConnections implements Sql {
  readonly #transactions = new AmbientTransactions(() => this.#begin());
  readonly #lock = new FifoLock();
  /** Of transactions that changed something or could have, since the start. */
  commits = 0;
  #closed = false;

  constructor(
    private readonly writer: SqliteConnection,
    private readonly reader: SqliteConnection,
    private readonly busyTimeoutMs: number,
  ) {}

  get unitOfWork(): UnitOfWork {
    return this.#transactions;
  }

  query<Row, T>(sql: string, parameters: readonly Parameter[], read: (rows: Row[]) => T): Promise<T> {
    try {
      const connection = this.#transactions.current() ? this.writer : this.reader;
      return connection.query(sql, parameters, read);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  change<T>(sql: string, parameters: readonly Parameter[], read: (changed: number) => T): Promise<T> {
    try {
      const transaction = this.#transactions.current();
      if (!transaction) return this.#transactions.write(() => this.writer.change(sql, parameters, read));
      return this.writer.change(sql, parameters, read, (error) => {
        transaction.failure ??= { error };
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    return this.#transactions.write(work);
  }

  /** Resolves once the transactions under way, and those that wait, have ended. Later ones fail. */
  async close(): Promise<void> {
    await this.#lock.acquire();
    this.#closed = true;
    this.#lock.release();
    this.reader.finalize();
    this.writer.finalize();
  }

  /**
   * Waits no longer than its caller does: what begins after that would happen although the caller was told that it did not.
   *
   * @throws DependencyFailure (`unavailable`) when other writers kept the lock for `busyTimeoutMs`, or until the caller's deadline
   */
  async #begin(): Promise<WriterTransaction> {
    const patience = timeLeft(this.busyTimeoutMs);
    const giveUpAt = Date.now() + patience;
    if (patience <= 0) throw unavailable("was asked after its caller's deadline");
    const call = currentCall();
    call?.timings.begin('db');
    try {
      const waiting = call?.span?.part('wait for the writer', 'internal');
      await during(waiting, () => this.#lock.acquire(patience, () => unavailable('is busy')));
      try {
        if (this.#closed) throw unavailable('is closed');
        await whileBusy(giveUpAt, () => this.writer.change('BEGIN IMMEDIATE', [], nothing));
        return new WriterTransaction(this.writer, this.#lock, () => {
          this.commits += 1;
        });
      } catch (error) {
        this.#lock.release();
        throw error;
      }
    } finally {
      call?.timings.end('db');
    }
  }
}
