import { Mutex, withTimeout } from 'async-mutex';
import type { QueryRunner } from 'typeorm';
import { currentCall, timeLeft } from '../../kernel/call-context.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import { AmbientTransactions, type Transaction } from '../ambient-transactions.ts';
import { isBusy, isOutOfReach, whileBusy } from './busy.ts';
import type { Parameter, Sql } from './sql.ts';

const unavailable = (why: string): DependencyFailure =>
  new DependencyFailure('database', 'unavailable', `the database ${why}`);

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

  explain(error: unknown): unknown {
    return isOutOfReach(error) ? unavailable(`failed: ${(error as Error).message}`) : error;
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
  #closed = false;

  constructor(
    private readonly writer: QueryRunner,
    private readonly reader: QueryRunner,
    private readonly busyTimeoutMs: number,
  ) {
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

  /**
   * Waits no longer than its caller does: what begins after that would happen although the caller was told that it did not.
   *
   * @throws DependencyFailure (`unavailable`) when other writers kept the lock for `busyTimeoutMs`, or until the caller's deadline
   */
  async #begin(): Promise<WriterTransaction> {
    const patience = timeLeft(this.busyTimeoutMs);
    const giveUpAt = Date.now() + patience;
    if (patience <= 0) throw unavailable("was asked after its caller's deadline");
    const release = await withTimeout(this.#lock, patience, unavailable('is busy')).acquire();
    try {
      if (this.#closed) throw unavailable('is closed');
      await whileBusy(giveUpAt, () => this.writer.query('BEGIN IMMEDIATE', []));
      return new WriterTransaction(this.writer, release);
    } catch (error) {
      release();
      throw isBusy(error) ? unavailable('is busy') : error;
    }
  }
}
