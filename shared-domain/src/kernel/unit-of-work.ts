/**
 * One context's (or, in the monolith, the whole shop's) database transaction.
 *
 * The transaction is ambient: stores inside `write` take part in it without a parameter, and a `write`
 * inside a `write` joins the outer one. So a context need not know whether its caller already holds a transaction.
 */
export interface UnitOfWork {
  /**
   * Runs `work` in a write transaction: commits when it resolves, rolls all of it back when it throws. Writes are
   * serialized, so a read inside `work` cannot be outdated by the time of its write.
   */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** Calls `hook` once the ambient transaction has committed; at once when there is none. Never called on rollback. */
  afterCommit(hook: () => void): void;
}
