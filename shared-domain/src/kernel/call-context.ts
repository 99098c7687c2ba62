import { AsyncLocalStorage } from 'node:async_hooks';
import { Timings } from './timings.ts';

/** What travels with a request through every call it causes, in process and over messages. */
export interface CallContext {
  readonly correlationId: string;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline?: number;
  readonly timings: Timings;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs `work` in a call context. Nested calls see it through {@link currentCall}. */
export function inCall<T>(
  context: { correlationId: string; deadline?: number; timings?: Timings },
  work: () => T,
): T {
  return storage.run({ ...context, timings: context.timings ?? new Timings() }, work);
}

export const currentCall = (): CallContext | undefined => storage.getStore();

/** Milliseconds left until the ambient deadline, at most `cap`; `cap` itself when there is no deadline. May be ≤ 0. */
export function timeLeft(cap: number, now = Date.now()): number {
  const deadline = currentCall()?.deadline;
  return deadline === undefined ? cap : Math.min(cap, deadline - now);
}
