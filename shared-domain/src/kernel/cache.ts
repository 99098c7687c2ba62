/** What a cache has under a key. */
export interface Found {
  /** Plain data, which the reader must not change; undefined where there is none. */
  readonly value: unknown;
  /**
   * Stands for what is there now. With it the reader may put something else in its place, see {@link Cache.set}. Undefined where another
   * reader has found the key empty first and is to fill it.
   */
  readonly token: string | undefined;
}

/**
 * Copies of what is dear to make again. A cache may forget anything at any time.
 *
 * A copy that is older than the last change must not stay, though a reader may be slow:
 *
 *     reader   get: empty, token ── asks the origin ─────────────── set with the token: refused
 *     writer                                   changes it ─ delete
 *
 * So an empty key is marked by the first reader that finds it empty, and the mark is what its token stands for. `delete` removes the mark,
 * too. This is the lease of Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013.
 */
export interface Cache {
  /** @returns what is there, in the order of the keys. @throws when that is not known */
  get(keys: readonly string[]): Promise<readonly Found[]>;
  /**
   * Keeps a value, if nothing has happened to the key since the token was had.
   *
   * @param value plain data, as JSON can write it
   * @param ttlMs for so long at most. Milliseconds
   * @returns whether it is kept. @throws when that is not known
   */
  set(key: string, value: unknown, ttlMs: number, token: string): Promise<boolean>;
  /** Forgets what is there, and that somebody is to fill it. @throws when that is not known */
  delete(key: string): Promise<void>;
  /**
   * Gives up the connection to its server and opens another one. A server that was cut off without a word, or was replaced, does not answer on the
   * old one, which the system gives up only after minutes.
   */
  reconnect?(): void;
  /** Ends the connection to its server, if it has one. Never rejects. */
  close(): Promise<void>;
}

/** A reader that has found a key empty has so long to fill it. Then another one may. Milliseconds. */
export const LEASE_MS = 3_000;
