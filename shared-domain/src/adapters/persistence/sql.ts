export type Parameter = string | number | null;

/**
 * SQL in the ambient transaction if there is one. Otherwise a query sees what is committed, and a change is a
 * transaction of its own. SQL texts are prepared once and kept, so they must be constants.
 *
 * The last parameter makes the result of what SQLite answers. That costs no promise, as an `await` around it would.
 */
export interface Sql {
  query<Row, T>(sql: string, parameters: readonly Parameter[], read: (rows: Row[]) => T): Promise<T>;
  /** @param read gets the number of rows that were changed. If it throws, the change is not kept. */
  change<T>(sql: string, parameters: readonly Parameter[], read: (changed: number) => T): Promise<T>;
  /** Runs statements that belong together in the ambient transaction, or in one of their own, as a unit of work does. */
  write<T>(work: () => Promise<T>): Promise<T>;
}

/** Results of changes: that there is none, how many rows were changed, and whether one was. */
export const nothing = (): void => undefined;
export const howMany = (changed: number): number => changed;
export const hasChanged = (changed: number): boolean => changed > 0;

/** Results of queries: the rows as they are, what each stands for, or what the only one stands for. */
export const asIs = <Row>(rows: Row[]): Row[] => rows;
export const each =
  <Row, T>(of: (row: Row) => T) =>
  (rows: Row[]): T[] =>
    rows.map((row) => of(row));
export const only =
  <Row, T>(of: (row: Row) => T) =>
  ([row]: Row[]): T | undefined =>
    row && of(row);

/** `IN ${ANY}`: one parameter, a JSON array, so that lists of every length share a prepared statement. */
export const ANY = '(SELECT value FROM json_each(?))';

/** Keeps a single statement short enough that readers are not held up. */
const ROWS_PER_INSERT = 2_000;

/** Inserts any number of rows, each with a value per column, a JSON array at a time rather than a parameter per value. */
export function bulkInsert<const Column extends string>(table: string, columns: readonly Column[]) {
  const values = columns.map((_, index) => `value ->> ${index}`).join(', ');
  const text = `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values} FROM json_each(?)`;
  return function insert(sql: Sql, rows: readonly Readonly<Record<Column, Parameter>>[]): Promise<void> {
    const chunk = rows.slice(0, ROWS_PER_INSERT).map((row) => columns.map((column) => row[column]));
    const inserted = sql.change(text, [JSON.stringify(chunk)], nothing);
    const rest = rows.slice(ROWS_PER_INSERT);
    return rest.length === 0 ? inserted : inserted.then(() => insert(sql, rest));
  };
}
