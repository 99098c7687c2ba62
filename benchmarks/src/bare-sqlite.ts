import { once } from 'node:events';
import sqlite3 from 'sqlite3';

type Values = readonly (string | number | null)[];

/** `sqlite3` with promises for callbacks, and nothing else: what one would write by hand. */
export class BareConnection {
  private constructor(private readonly database: sqlite3.Database) {}

  static async open(file: string): Promise<BareConnection> {
    const database = new sqlite3.Database(file);
    await once(database, 'open');
    const connection = new BareConnection(database);
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) {
      await new Promise<void>((resolve, reject) => {
        database.exec(`PRAGMA ${pragma}`, (error) => (error ? reject(error) : resolve()));
      });
    }
    return connection;
  }

  prepare(sql: string): BareStatement {
    return new BareStatement(this.database.prepare(sql));
  }

  /** Its statements must have been finalized. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.close((error) => (error ? reject(error) : resolve()));
    });
  }
}

export class BareStatement {
  constructor(private readonly statement: sqlite3.Statement) {}

  run(...values: Values): Promise<void> {
    return new Promise((resolve, reject) => {
      this.statement.run(values, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  all<Row>(...values: Values): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.statement.all<Row>(values, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }

  finalize(): Promise<void> {
    return new Promise((resolve) => this.statement.finalize(() => resolve()));
  }
}
