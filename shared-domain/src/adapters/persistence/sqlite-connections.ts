import { Mutex, withTimeout } from 'async-mutex';
import type { QueryRunner } from 'typeorm';
import { currentCall } from '../../kernel/call-context.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import { AmbientTransactions, type Transaction } from '../ambient-transactions.ts';
import { isBusy, whileBusy } from './busy.ts';
import type { Parameter, Sql } from './sql.ts';

const timed = <T>(work: () => Promise<T>): Promise<T> => currentCall()?.timings.span('db', work) ?? work();

/** One transaction on the writer connection. Its statements run one by one, in the order in which they were asked for. */
class WriterTransaction implements Transaction {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly writer: QueryRunner,
    private readonly release: () => void,
  ) {}

  execute<T>(statement: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => timed(() => statement(this.writer)));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async commit(): Promise<void> {
    try {
      await this.execute((writer) => writer.query('COMMIT', []));
      this.release();
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Comes after the statements that are still under way, so none of them can take effect behind it. */
  async rollback(): Promise<void> {
    try {
      await this.execute((writer) => writer.query('ROLLBACK', []));
    } catch (error) {
      // SQLite has rolled back by itself after some errors, e.g. when the disk is full.
      if (!String(error).includes('no transaction is active')) throw error;
    } finally {
      this.release();
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
  readonly #transactions: AmbientTransactions<WriterTransaction>;
  readonly #lock = new Mutex();
  readonly #boundedLock;
  #closed = false;

  constructor(
    private readonly writer: QueryRunner,
    private readonly reader: QueryRunner,
    private readonly busyTimeoutMs: number,
  ) {
    this.#boundedLock = withTimeout(this.#lock, busyTimeoutMs, this.#unavailable('is busy'));
    this.#transactions = new AmbientTransactions(() => timed(() => this.#begin()));
  }

  get unitOfWork(): UnitOfWork {
    return this.#transactions;
  }

  async query<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    const run = (runner: QueryRunner): Promise<Row[]> => runner.query(sql, [...parameters]);
    return this.#transactions.current()?.execute(run) ?? timed(() => run(this.reader));
  }

  change(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    return this.#transactions.write(async () => {
      const run = (runner: QueryRunner) => runner.query(sql, [...parameters], true);
      const result = await this.#transactions.current()?.execute(run);
      return result?.affected ?? 0;
    });
  }

  /** Resolves once the transactions under way, and those that wait, have ended. Later ones fail. */
  async close(): Promise<void> {
    await this.#lock.runExclusive(() => {
      this.#closed = true;
    });
  }

  /** @throws DependencyFailure (`unavailable`) when other writers kept the lock for `busyTimeoutMs`. */
  async #begin(): Promise<WriterTransaction> {
    const giveUpAt = Date.now() + this.busyTimeoutMs;
    const release = await this.#boundedLock.acquire();
    try {
      if (this.#closed) throw this.#unavailable('is closed');
      await whileBusy(giveUpAt, () => this.writer.query('BEGIN IMMEDIATE', []));
      return new WriterTransaction(this.writer, release);
    } catch (error) {
      release();
      throw isBusy(error) ? this.#unavailable('is busy') : error;
    }
  }

  #unavailable(why: string): DependencyFailure {
    return new DependencyFailure('database', 'unavailable', `the database ${why}`);
  }
}
