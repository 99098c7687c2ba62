/** When a server is given up. */
export interface Guard {
  /** What a server has not answered by then is not waited for. A local one takes some tenths of a millisecond. ms */
  readonly deadlineMs: number;
  /** After so many failures in a row it is asked no more … */
  readonly failures: number;
  /** … for so long. Then one caller asks again, while the others go on without it. ms */
  readonly restMs: number;
}

export const USUAL_GUARD: Guard = { deadlineMs: 50, failures: 5, restMs: 1_000 };

/** Asks a server, unless it is given up. @throws where it has no answer in time */
export type Ask = <T>(work: () => Promise<T>) => Promise<T>;

/** What becomes of a server that does not answer. */
export interface Watcher {
  /** Told when the server is given up, and when it is used again. */
  onChange(used: boolean, reason: unknown): void;
  /** Opens another connection: the old one may lead nowhere any more. */
  readonly reconnect?: (() => void) | undefined;
}

/** What the server has not answered in time. */
class Late extends Error {}

/**
 * Keeps a server that the shop can do without from costing its callers more than some milliseconds when it hangs, and anything while that is
 * known: a deadline for each call, and a circuit breaker (Nygard, "Release It!", 2nd ed., ch. 5).
 *
 * After a rest one caller asks again. When it gets no answer in time either, another connection is opened.
 *
 * What was given up may still be carried out by the server later.
 *
 * @param what the server is called in errors, e.g. `the cache`
 */
export function circuitBreaker(
  what: string,
  { deadlineMs, failures, restMs }: Guard,
  { onChange, reconnect }: Watcher,
): Ask {
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

  // On the path of every hit, hence no `Promise.race`, which costs several promises more.
  return <T>(work: () => Promise<T>): Promise<T> => {
    const finds = isOpen();
    if (finds) {
      const now = performance.now();
      if (now < restsUntil) return Promise.reject(new Error(`${what} is not asked for a while`));
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
        if (finds && error instanceof Late) reconnect?.();
        reject(error);
      };
      const late = () => failWith(new Late(`${what} did not answer within ${deadlineMs} ms`));
      // An answer that came while this process was busy with something else is read before.
      const timer = setTimeout(() => setImmediate(late), deadlineMs);
      work().then((value) => {
        if (!isFirst()) return;
        succeed();
        resolve(value);
      }, failWith);
    });
  };
}
