import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds until the wait is given up. */
  readonly deadlineMs: number;
  /** Milliseconds between two looks; 50 by default. */
  readonly everyMs?: number;
  /** Ends the wait at once, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A wait was given up. `lastSeen` is what the last look found instead. */
export class DeadlineExceeded extends Error {
  constructor(
    readonly waitedFor: string,
    readonly deadlineMs: number,
    readonly lastSeen: string,
  ) {
    super(
      `gave up waiting after ${deadlineMs / 1000} s: ${waitedFor}${lastSeen ? ` (last seen: ${lastSeen})` : ''}`,
    );
    this.name = 'DeadlineExceeded';
  }
}

/**
 * Looks again and again until `look` answers true.
 *
 * @param waitedFor what is waited for, for the message of the failure
 * @param look answers true, or what it found instead
 * @throws {DeadlineExceeded}, the abort signal's reason, or whatever `look` throws
 */
export async function waitUntil(
  waitedFor: string,
  look: () => Promise<true | string> | true | string,
  options: WaitOptions,
): Promise<void> {
  const giveUpAt = performance.now() + options.deadlineMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const seen = await look();
    if (seen === true) return;
    if (performance.now() >= giveUpAt) throw new DeadlineExceeded(waitedFor, options.deadlineMs, seen);
    await sleep(options.everyMs ?? 50, undefined, options.signal ? { signal: options.signal } : {}).catch(
      () => undefined,
    );
  }
}
