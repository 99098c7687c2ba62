import { FifoLock } from '../../kernel/fifo-lock.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import { AmbientTransactions, type Transaction } from '../ambient-transactions.ts';

/** What a transaction would change, table by table; `undefined` for a row that it removes. */
type Changes = Map<MemoryTable<unknown>, Map<string, unknown>>;

interface MemoryTransaction extends Transaction {
  readonly changes: Changes;
}

/** Rows by key, in the order of their first insertion. Isolated like a database's: nobody sees an open transaction. */
export class MemoryTable<Row> {
  readonly #rows = new Map<string, Row>();

  constructor(private readonly tables: MemoryTables) {}

  get(key: string): Row | undefined {
    const changed = this.#changed();
    return changed?.has(key) ? changed.get(key) : this.#rows.get(key);
  }

  all(): Row[] {
    const rows = new Map<string, Row | undefined>(this.#rows);
    for (const [key, row] of this.#changed() ?? []) rows.set(key, row);
    return [...rows.values()].filter((row) => row !== undefined);
  }

  /** Inserts or replaces. Copies, as a database would: what the caller does to its object afterwards has no effect. */
  set(key: string, row: Row): void {
    this.#change(key, structuredClone(row));
  }

  /** @throws Error when the key is taken. */
  insert(key: string, row: Row): void {
    if (this.get(key) !== undefined) throw new Error(`UNIQUE constraint failed: ${key}`);
    this.set(key, row);
  }

  delete(key: string): void {
    this.#change(key, undefined);
  }

  apply(changes: ReadonlyMap<string, unknown>): void {
    for (const [key, row] of changes) {
      if (row === undefined) this.#rows.delete(key);
      else this.#rows.set(key, row as Row);
    }
  }

  #change(key: string, row: Row | undefined): void {
    const changes = this.tables.changes();
    if (!changes) throw new Error('rows change in transactions only');
    const changed = changes.get(this) ?? new Map<string, unknown>();
    changes.set(this, changed.set(key, row));
  }

  #changed(): Map<string, Row | undefined> | undefined {
    return this.tables.changes()?.get(this) as Map<string, Row | undefined> | undefined;
  }
}

/** A database in memory, with one writer at a time. */
export class MemoryTables {
  readonly #lock = new FifoLock();
  readonly #transactions = new AmbientTransactions(() => this.#begin());

  get unitOfWork(): UnitOfWork {
    return this.#transactions;
  }

  table<Row>(): MemoryTable<Row> {
    return new MemoryTable(this);
  }

  /** Runs a change in the ambient transaction, or in one of its own. */
  change<T>(work: () => T): Promise<T> {
    return this.#transactions.write(async () => work());
  }

  changes(): Changes | undefined {
    return this.#transactions.current()?.changes;
  }

  async #begin(): Promise<MemoryTransaction> {
    await this.#lock.acquire();
    const lock = this.#lock;
    const changes: Changes = new Map();
    return {
      changes,
      async commit() {
        for (const [table, rows] of changes) table.apply(rows);
        lock.release();
      },
      async rollback() {
        lock.release();
      },
    };
  }
}
