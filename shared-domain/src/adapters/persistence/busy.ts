import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';

/**
 * Between attempts to get a lock from another process, ms. SQLite's own busy handler backs off to 100 ms, in which a
 * process that writes all the time can take the lock again and again.
 */
const POLL_MS = 1;

/** Is it SQLite's "another connection has the lock"? TypeORM wraps the driver's error, but not while it connects. */
export const isBusy = (error: unknown): boolean => codeOf(error) === 'SQLITE_BUSY';

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

/** Whether the same statement may succeed later, without a change. */
export const isOutOfReach = (error: unknown): boolean => OUT_OF_REACH.includes(codeOf(error) ?? '');

function codeOf(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}

/** Repeats what failed because another process had the lock. @throws that error once `giveUpAt` (epoch ms) has passed. */
export async function whileBusy<T>(giveUpAt: number, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= giveUpAt) throw error;
      await delay(POLL_MS);
    }
  }
}
