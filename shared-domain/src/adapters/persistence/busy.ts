import { setTimeout as delay } from 'node:timers/promises';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';

/**
 * How long SQLite itself waits for the lock of another writer, ms. It looks again after 1, 2 and 5 ms, later every 10 to 100 ms, in which a
 * process that writes all the time can take the lock again and again. So its wait ends early, and begins anew.
 */
export const WAIT_MS = 10;

/** Where SQLite fails at once, although there was time to wait. */
const PAUSE_MS = 1;

/** What is wrong with the disk or the machine, and not with a statement. https://sqlite.org/rescode.html */
const OUT_OF_REACH = [
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_CANTOPEN',
  'SQLITE_NOMEM',
  'SQLITE_READONLY',
];

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Is it SQLite's "another connection has the lock", explained or not? */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && [error, error.cause].some((each) => codeOf(each) === 'SQLITE_BUSY');

export const unavailable = (why: string, cause?: Error): DependencyFailure =>
  new DependencyFailure('database', 'unavailable', `the database ${why}`, { cause });

/** The driver's error; where the same statement may succeed later without a change, in words that the domain knows. */
export function explained(error: Error): Error {
  if (isBusy(error)) return unavailable('is busy', error);
  return OUT_OF_REACH.includes(codeOf(error)) ? unavailable(`failed: ${error.message}`, error) : error;
}

/** Repeats what failed because another process had the lock. @throws that error once `giveUpAt` (epoch ms) has passed. */
export function whileBusy<T>(giveUpAt: number, attempt: () => Promise<T>): Promise<T> {
  return attempt().catch(async (error: unknown) => {
    if (!isBusy(error) || Date.now() >= giveUpAt) throw error;
    await delay(PAUSE_MS);
    return whileBusy(giveUpAt, attempt);
  });
}
