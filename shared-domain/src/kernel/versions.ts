/**
 * Numbers the changes of a database, so that a reader of them can tell which is the newer one, in whatever order they arrive and
 * however often.
 */
export interface Versions {
  /** The number of a change: greater than all before. To be called in the transaction that makes the change. */
  next(): Promise<number>;
  /** The greatest number of a committed change; 0 before the first. What is read after this was asked has that change, and all before. */
  last(): Promise<number>;
}

/** What an owner of data tells those who keep a replica of it. */
export interface Feed {
  /** As {@link Versions.last}. */
  version(): Promise<number>;
}

export const FEED_METHODS = ['version'] as const satisfies readonly (keyof Feed)[];

export const feedOf = (versions: Versions): Feed => ({ version: () => versions.last() });
