import { AsyncLocalStorage } from 'node:async_hooks';
import { DependencyFailure } from './dependency-failure.ts';
import type { Span } from './span.ts';
import { Timings } from './timings.ts';

/** What travels with a request through every call it causes, in process and over messages. */
export interface CallContext {
  readonly correlationId: string;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline?: number | undefined;
  readonly timings: Timings;
  /** What is recorded of it now; undefined where nothing is. */
  readonly span?: Span | undefined;
  /** Of who has asked, as the edge lets it in, where it is to travel with the calls. */
  token?: string | undefined;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs `work` in a call context. Nested calls see it through {@link currentCall}. */
export function inCall<T>(
  {
    correlationId,
    deadline,
    timings = new Timings(),
    span,
    token,
  }: Omit<CallContext, 'timings'> & Partial<Pick<CallContext, 'timings'>>,
  work: () => T,
): T {
  return storage.run({ correlationId, deadline, timings, span, token }, work);
}

/** Runs `work` as part of the ambient call, but with at most `ms` of its time. Without a call it has all the time. */
export function withBudget<T>(ms: number, work: () => T): T {
  const call = currentCall();
  if (call === undefined) return work();
  const now = Date.now();
  return inCall({ ...call, deadline: now + timeLeft(ms, now) }, work);
}

export const currentCall = (): CallContext | undefined => storage.getStore();

/** Milliseconds left until the ambient deadline, at most `cap`; `cap` itself when there is no deadline. May be ≤ 0. */
export function timeLeft(cap: number, now = Date.now()): number {
  const deadline = currentCall()?.deadline;
  return deadline === undefined ? cap : Math.min(cap, deadline - now);
}

/**
 * For work that must not begin once nobody waits for it: its caller has been told that nothing came of it, and may ask again.
 *
 * @throws DependencyFailure (`unavailable`: it has not happened) when the ambient deadline has passed
 */
export function refuseIfLate(what: string): void {
  if (timeLeft(1) <= 0)
    throw new DependencyFailure(
      what,
      'unavailable',
      `${what} was not begun: its caller's deadline has passed`,
    );
}
