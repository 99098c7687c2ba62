export type Parameter = string | number | null;

/** The words TypeORM's query runner tells changes from queries by. */
export type Change = `INSERT ${string}` | `UPDATE ${string}` | `DELETE ${string}`;

/**
 * SQL in the ambient transaction if there is one. Otherwise a query sees what is committed, and a change is a
 * transaction of its own. SQL texts are prepared once and kept, so they must be constants.
 */
export interface Sql {
  query<Row>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** @returns how many rows it changed. */
  change(sql: Change, parameters?: readonly Parameter[]): Promise<number>;
}

/** `IN ${ANY}`: one parameter, a JSON array, so that lists of every length share a prepared statement. */
export const ANY = '(SELECT value FROM json_each(?))';

/** Keeps a single statement short enough that readers are not held up. */
const ROWS_PER_INSERT = 2_000;

/** Inserts any number of rows, each with a value per column, a JSON array at a time rather than a parameter per value. */
export async function insertAll<const Column extends string>(
  sql: Sql,
  table: string,
  columns: readonly Column[],
  rows: readonly Record<Column, Parameter>[],
): Promise<void> {
  const values = columns.map((_, index) => `value ->> ${index}`).join(', ');
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values} FROM json_each(?)` as const;
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    const chunk = rows.slice(from, from + ROWS_PER_INSERT).map((row) => columns.map((column) => row[column]));
    await sql.change(insert, [JSON.stringify(chunk)]);
  }
}
