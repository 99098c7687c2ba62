export type DependencyFailureKind = 'timeout' | 'unavailable' | 'failed';

/**
 * A context could not be asked, or did not answer in time. Thrown rather than returned, because a context's interface
 * is the same in this process and behind a broker, and only the second can fail so.
 *
 * `timeout` is *indeterminate*: the operation may or may not have happened. `unavailable` means that it was
 * never delivered, or that what it needs was out of reach: it has not happened.
 * `failed` means the other side threw.
 */
export class DependencyFailure extends Error {
  constructor(
    readonly dependency: string,
    readonly kind: DependencyFailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DependencyFailure';
  }
}

/** Whether an error says nothing about the work itself: what it needs was out of reach, or did not answer. The same work may succeed later. */
export const isOutage = (error: unknown): boolean =>
  error instanceof DependencyFailure && error.kind !== 'failed';
