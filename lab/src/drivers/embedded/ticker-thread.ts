import { readlinkSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { intendedNs, nsToMs, type Schedule } from './schedule.ts';
import { ENDED } from './ticker.ts';

const { bell } = workerData as { readonly bell: Int32Array };

/**
 * Has Linux wake this thread when it is due: by default it may do so 50 µs later, to wake several at once ("timer slack", prctl(2)).
 * Elsewhere, or where it may not be set, starts are that much later.
 */
function wakePunctually(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {
    // See above.
  }
}

/** Sleeps until the moment, or until the bell rings. Returns whether to go on. */
function sleepUntil(momentNs: bigint): boolean {
  for (;;) {
    if (Atomics.load(bell, 0) !== 0) return false;
    const milliseconds = nsToMs(momentNs - process.hrtime.bigint());
    if (milliseconds <= 0) return true;
    Atomics.wait(bell, 0, 0, milliseconds);
  }
}

wakePunctually();
parentPort?.on('message', (schedule: Schedule) => {
  for (let index = 0; index < schedule.offsetsNs.length; index += 1) {
    if (!sleepUntil(intendedNs(schedule, index))) break;
    parentPort?.postMessage(index);
  }
  parentPort?.postMessage(ENDED);
});
