import type { Cache } from '../../kernel/cache.ts';

export interface Guard {
  /** What a cache has not answered by then is not waited for. A local one takes some tenths of a millisecond. ms */
  readonly deadlineMs: number;
  /** After so many failures in a row it is asked no more … */
  readonly failures: number;
  /** … for so long. Then one caller asks again, while the others go on without it. ms */
  readonly restMs: number;
}

/** What the cache has not answered in time. */
class Late extends Error {}

export const USUAL_GUARD: Guard = { deadlineMs: 50, failures: 5, restMs: 1_000 };

/**
 * A cache that costs its callers some milliseconds at most when its server hangs, and nothing while that is known: a deadline for each call,
 * and a circuit breaker (Nygard, "Release It!", 2nd ed., ch. 5).
 *
 * When that one caller gets no answer in time either, the cache opens another connection: the old one may lead nowhere any more.
 *
 * What was given up may still be carried out by the server later: a value that is set then is refused by its token if it is old by then.
 *
 * @param onChange told when the cache is given up, and when it is used again
 */
export function guarded(
  cache: Cache,
  { deadlineMs, failures, restMs }: Guard,
  onChange: (used: boolean, reason: unknown) => void,
): Cache {
  let failed = 0;
  /** By `performance.now`. */
  let restsUntil = 0;
  const isOpen = () => failed >= failures;

  const succeed = (): void => {
    if (isOpen()) onChange(true, undefined);
    failed = 0;
  };
  const fail = (reason: unknown): void => {
    failed += 1;
    if (!isOpen()) return;
    restsUntil = performance.now() + restMs;
    if (failed === failures) onChange(false, reason);
  };

  /** On the path of every hit, hence no `Promise.race`, which costs several promises more. */
  const ask = <T>(work: () => Promise<T>): Promise<T> => {
    const finds = isOpen();
    if (finds) {
      const now = performance.now();
      if (now < restsUntil) return Promise.reject(new Error('the cache is not asked for a while'));
      // This caller finds out for all: the others go on without it meanwhile.
      restsUntil = now + restMs;
    }
    return new Promise((resolve, reject) => {
      let over = false;
      const isFirst = (): boolean => {
        if (over) return false;
        over = true;
        clearTimeout(timer);
        return true;
      };
      const failWith = (error: unknown): void => {
        if (!isFirst()) return;
        fail(error);
        if (finds && error instanceof Late) cache.reconnect?.();
        reject(error);
      };
      const late = () => failWith(new Late(`the cache did not answer within ${deadlineMs} ms`));
      // An answer that came while this process was busy with something else is read before.
      const timer = setTimeout(() => setImmediate(late), deadlineMs);
      work().then((value) => {
        if (!isFirst()) return;
        succeed();
        resolve(value);
      }, failWith);
    });
  };

  return {
    get: (keys) => ask(() => cache.get(keys)),
    set: (key, value, ttlMs, token) => ask(() => cache.set(key, value, ttlMs, token)),
    delete: (key) => ask(() => cache.delete(key)),
    close: () => cache.close(),
  };
}
