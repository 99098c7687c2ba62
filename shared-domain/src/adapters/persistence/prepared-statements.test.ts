import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { preparingDriver } from './prepared-statements.ts';

type Connection = InstanceType<typeof preparingDriver.Database>;

const all = (connection: Connection, sql: string, ...parameters: unknown[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    connection.all(sql, parameters, (error: Error | null, rows: unknown) =>
      error ? reject(error) : resolve(rows),
    );
  });

describe('a connection that prepares', () => {
  let connection: Connection;
  beforeEach(async () => {
    await new Promise<void>((resolve, reject) => {
      connection = new preparingDriver.Database(':memory:', (error: Error | null) =>
        error ? reject(error) : resolve(),
      );
    });
    await all(connection, 'CREATE TABLE numbers (n INTEGER) STRICT');
  });
  afterEach(
    () =>
      new Promise<void>((resolve, reject) =>
        connection.close((error) => (error ? reject(error) : resolve())),
      ),
  );

  it('prepares a text once, however many use it at the same time', async () => {
    const prepare = vi.spyOn(sqlite3.Database.prototype, 'prepare');
    const answers = await Promise.all([1, 2, 3].map((n) => all(connection, 'SELECT ? AS n', n)));
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    expect(prepare).toHaveBeenCalledTimes(1);
    prepare.mockRestore();
  });

  it('tells everybody of a text that cannot be prepared, and tries again later', async () => {
    const select = 'SELECT n FROM later';
    const failures = await Promise.allSettled([all(connection, select), all(connection, select)]);
    for (const failure of failures)
      expect(String((failure as PromiseRejectedResult).reason)).toContain('no such table');
    await all(connection, 'CREATE TABLE later (n INTEGER)');
    expect(await all(connection, select)).toEqual([]);
  });

  it('tells how many rows each of many changes has changed', async () => {
    const change = (sql: string): Promise<number> =>
      new Promise((resolve, reject) => {
        connection.run(sql, [], function (this: sqlite3.RunResult, error: Error | null) {
          if (error) reject(error);
          else resolve(this.changes);
        });
      });
    expect(await change('INSERT INTO numbers VALUES (1), (2)')).toBe(2);
    expect(await change('UPDATE numbers SET n = n + 1')).toBe(2);
    expect(await change('DELETE FROM numbers WHERE n > 2')).toBe(1);
    expect(await change('DELETE FROM numbers WHERE n > 2')).toBe(0);
  });

  it('goes on after a statement that failed', async () => {
    await expect(all(connection, 'INSERT INTO numbers VALUES (?)', 'one')).rejects.toThrow(
      'cannot store TEXT',
    );
    await all(connection, 'INSERT INTO numbers VALUES (?)', 1);
    expect(await all(connection, 'SELECT n FROM numbers')).toEqual([{ n: 1 }]);
  });
});
