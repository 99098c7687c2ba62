import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A request that is written here holds as long as the file is open. */
const LATENCY_FILE = '/dev/cpu_dma_latency';
/** Microseconds. Allows the shallow states (C1: about 2). The deeper ones take 50 and more to leave. */
const SHALLOW = 10;
/** A sleeping guest gives its CPU to the host, and wakes up when the host returns it. */
const NO_SLEEP = 0;

/** A request to the kernel that CPUs wake up fast. */
export interface WakefulCpus {
  /** The longest time, in microseconds, that a CPU may take to wake up; null where the kernel does not take requests. */
  readonly wakeUpUs: number | null;
  /** Lets the CPUs sleep again. So does the end of this process, also by `kill -9`. */
  release(): void;
}

/**
 * Keeps every CPU of the machine out of idle states that take long to leave (Linux, as root). At a low rate a request finds its
 * CPUs asleep. Waking them takes as long as some of the compared calls and differs from minute to minute. It is not the arm's
 * work.
 *
 * Source: "PM Quality Of Service Interface", Linux kernel documentation, power/pm_qos_interface.
 */
export function keepCpusAwake(): WakefulCpus {
  const wakeUpUs = isGuest() ? NO_SLEEP : SHALLOW;
  try {
    const file = openSync(LATENCY_FILE, 'r+');
    // A typed array has the machine's byte order, which the kernel expects.
    writeSync(file, new Int32Array([wakeUpUs]));
    return { wakeUpUs, release: () => closeSync(file) };
  } catch {
    return { wakeUpUs: null, release: () => undefined };
  }
}

/** How CPUs of a run may sleep, in words. */
export function sleepOf({ wakeUpUs }: Pick<WakefulCpus, 'wakeUpUs'>): string {
  if (wakeUpUs === null) return 'as the kernel sees fit';
  return wakeUpUs === 0 ? 'not at all' : `only where it takes ${wakeUpUs} µs at most to wake up`;
}

/** Whether Linux's driver for guests puts idle CPUs to sleep. */
function isGuest(): boolean {
  try {
    return readFileSync('/sys/devices/system/cpu/cpuidle/current_driver', 'utf8').trim() === 'haltpoll';
  } catch {
    return false;
  }
}
