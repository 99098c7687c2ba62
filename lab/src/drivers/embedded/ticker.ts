import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Schedule } from './schedule.ts';

/**
 * Calls `due` once for each start of a schedule, as it comes due.
 *
 * A Node timer is up to a millisecond late and busy waiting costs a core; a thread that sleeps on a futex is 0.1 ms late
 * (0.3 ms at p99) and costs 1-2 % of a core at 500 starts a second. A call may come late when this thread is busy, so `due`
 * starts everything that is due by its own clock.
 */
export interface Ticker {
  /** Resolves when the schedule has ended or was stopped. */
  readonly ended: Promise<void>;
  stop(): void;
}

export function startTicker(schedule: Schedule, due: () => void): Ticker {
  const bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const thread = new Worker(new URL('./ticker-thread.js', import.meta.url), {
    workerData: { schedule, bell },
  });
  thread.on('message', due);
  return {
    ended: once(thread, 'exit').then(() => undefined),
    stop: () => {
      Atomics.store(bell, 0, 1);
      Atomics.notify(bell, 0);
    },
  };
}
