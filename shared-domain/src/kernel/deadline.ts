import { setTimeout as delay } from 'node:timers/promises';

/** Resolves to `late` when `work` has not settled within `ms`. `work` itself goes on. */
export async function within<T, Late>(ms: number, work: Promise<T>, late: Late): Promise<T | Late> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, delay(Math.max(0, ms), late, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

/** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/** Exponential backoff with full jitter, in ms. Source: Brooker, "Exponential Backoff and Jitter", AWS 2015. */
export const backoff = (attempt: number, { base, cap }: { base: number; cap: number }): number =>
  Math.random() * Math.min(cap, base * 2 ** Math.min(attempt, 20));
