import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What is written here holds for as long as the file is open. */
const LATENCY_FILE = '/dev/cpu_dma_latency';
/** Microseconds. Leaves the shallow states (C1: about 2); the deeper ones take 50 and more to wake up from. */
const SHALLOW = 10;
/** A guest that sleeps gives its CPU to the host, and wakes up when it gets it back. */
const NO_SLEEP = 0;

/** A request to the kernel that CPUs wake up fast. */
export interface WakefulCpus {
  /** The longest time, in microseconds, that a CPU may take to wake up; null where the kernel does not take requests. */
  readonly wakeUpUs: number | null;
  /** Lets the CPUs sleep again. The end of this process does so too, whatever ended it. */
  release(): void;
}

/**
 * Keeps every CPU of the machine out of idle states that take long to leave: Linux, as root. At a low rate a request finds its CPUs
 * asleep; to wake them takes as long as some of the calls that are compared, differs from minute to minute, and is nothing that an arm does.
 *
 * Source: "PM Quality Of Service Interface", Linux kernel documentation, power/pm_qos_interface.
 */
export function keepCpusAwake(): WakefulCpus {
  const wakeUpUs = isGuest() ? NO_SLEEP : SHALLOW;
  try {
    const file = openSync(LATENCY_FILE, 'r+');
    // A typed array is in the machine's byte order, as the kernel wants it.
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

/** Whether idle CPUs are put to sleep by Linux's driver for guests. */
function isGuest(): boolean {
  try {
    return readFileSync('/sys/devices/system/cpu/cpuidle/current_driver', 'utf8').trim() === 'haltpoll';
  } catch {
    return false;
  }
}
