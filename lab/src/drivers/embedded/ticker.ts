import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Schedule } from './schedule.ts';

/** What the thread says after the last tick of a schedule. */
export const ENDED = -1;

/**
 * Tells when the starts of a schedule come due.
 *
 * A Node timer is up to a millisecond late and busy waiting costs a core; a thread that sleeps on a futex is 0.1 ms late
 * (0.3 ms at p99) and costs 1-2 % of a core at 500 starts a second. One thread for all schedules: starting it takes CPU
 * time, which must not be part of a phase.
 */
export class Ticker {
  readonly #bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #thread = new Worker(new URL('./ticker-thread.js', import.meta.url), {
    workerData: { bell: this.#bell },
  });
  #due: () => void = () => undefined;
  #ended: () => void = () => undefined;

  constructor() {
    this.#thread.on('message', (tick: number) => (tick === ENDED ? this.#ended() : this.#due()));
  }

  async untilReady(): Promise<void> {
    await once(this.#thread, 'online');
  }

  /**
   * Calls `due` once for each start, as it comes due. A call may come late when this thread is busy, so `due` starts
   * everything that is due by its own clock.
   *
   * @returns when the schedule has ended or was stopped
   */
  run(schedule: Schedule, due: () => void): Promise<void> {
    Atomics.store(this.#bell, 0, 0);
    this.#due = due;
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#thread.postMessage(schedule);
    });
  }

  /** Ends the schedule that is running. */
  stop(): void {
    Atomics.store(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  async close(): Promise<void> {
    this.stop();
    await this.#thread.terminate();
  }
}
