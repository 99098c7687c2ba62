import sqlite3 from 'sqlite3';
import { currentCall } from '../../kernel/call-context.ts';
import { explained } from './busy.ts';
import type { Parameter } from './sql.ts';

type Answered = (this: sqlite3.RunResult, error: Error | null, rows?: unknown[]) => void;

/**
 * Statements on a handle of `sqlite3`, with one promise each. Their time counts as the call's time in the database.
 *
 * Each SQL text is prepared once: parsing is most of the price of a small statement. A connection holds every text that
 * it has seen, so texts must be fixed: values go into parameters, lists into one JSON parameter.
 */
export class SqliteConnection {
  readonly #statements = new Map<string, sqlite3.Statement | Promise<sqlite3.Statement>>();
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /**
   * @param options.inOrder runs statements one by one, as they were asked for; `sqlite3` alone promises no order
   * @param options.waitMs how long SQLite waits for another connection's lock before the statement fails, ms
   */
  constructor(
    private readonly handle: sqlite3.Database,
    private readonly options: { readonly inOrder: boolean; readonly waitMs: number },
  ) {
    handle.configure('busyTimeout', options.waitMs);
  }

  /** @throws DependencyFailure (`unavailable`) when the same statement may succeed later, else the driver's error */
  query<Row, T>(sql: string, parameters: readonly Parameter[], read: (rows: Row[]) => T): Promise<T> {
    return this.#ask('all', sql, parameters, (_, rows) => read(rows as Row[]));
  }

  /**
   * @param read gets the number of rows that were changed
   * @param failed is told of an error before the caller is
   */
  change<T>(
    sql: string,
    parameters: readonly Parameter[],
    read: (changed: number) => T,
    failed?: (error: unknown) => void,
  ): Promise<T> {
    return this.#ask('run', sql, parameters, ({ changes }) => read(changes), failed);
  }

  /** The handle cannot be closed before. */
  finalize(): void {
    for (const statement of this.#statements.values())
      if (statement instanceof sqlite3.Statement) statement.finalize();
    this.#statements.clear();
  }

  #ask<T>(
    how: 'all' | 'run',
    sql: string,
    parameters: readonly Parameter[],
    read: (run: sqlite3.RunResult, rows: unknown) => T,
    failed?: (error: unknown) => void,
  ): Promise<T> {
    const call = currentCall();
    const timings = call?.timings;
    timings?.begin('db');
    const span = call?.span?.part(summaryOf(sql), 'client', {
      'db.system.name': 'sqlite',
      'db.query.text': sql,
    });
    return new Promise<T>((resolve, reject) => {
      const next = () => this.#next();
      const answered: Answered = function (error, rows) {
        timings?.end('db');
        span?.end({ failed: error !== null });
        next();
        try {
          if (error) throw explained(error);
          resolve(read(this, rows));
        } catch (failure) {
          failed?.(failure);
          reject(failure);
        }
      };
      const use = (statement: sqlite3.Statement) => statement[how](parameters, answered as () => void);
      this.#inTurn(() => {
        const known = this.#statements.get(sql) ?? this.#prepare(sql);
        if (known instanceof sqlite3.Statement) use(known);
        else known.then(use, answered as (error: Error) => void);
      });
    });
  }

  #inTurn(start: () => void): void {
    if (this.#busy) {
      this.#waiting.push(start);
      return;
    }
    this.#busy = this.options.inOrder;
    start();
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy = false;
  }

  #prepare(sql: string): Promise<sqlite3.Statement> {
    const prepared = new Promise<sqlite3.Statement>((resolve, reject) => {
      const statement = this.handle.prepare(sql, (error) => {
        if (error) reject(error);
        else resolve(statement);
      });
    });
    this.#statements.set(sql, prepared);
    prepared.then(
      (statement) => this.#statements.set(sql, statement),
      () => this.#statements.delete(sql),
    );
    return prepared;
  }
}

/** A statement's verb and table, e.g. `SELECT products`; the verb alone where there is no table. */
export function summaryOf(sql: string): string {
  const [verb = ''] = sql.trimStart().split(/\s/, 1);
  const [, table] = /\b(?:FROM|INTO|UPDATE)\s+"?(\w+)/i.exec(sql) ?? [];
  return table === undefined ? verb : `${verb} ${table}`;
}
