import { openSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

/** All in microseconds. */
export interface Clocks {
  /** CPU time that the process has used, all its threads together. */
  readonly cpu: () => number;
  /** CPU time that this thread has used. Where the system does not tell, any clock that runs no faster. */
  readonly thread: () => number;
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * The first number of `schedstat` is a thread's time on a CPU in nanoseconds; the main thread's number is the process's own.
 * The kernel brings it up to date when a thread asks for its process's CPU time, so we do. It is read into one buffer: what
 * reading makes of garbage would have to be collected, which is work of another kind.
 */
function threadClock(): () => number {
  const digits = Buffer.alloc(32);
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
    return () => {
      cpu();
      readSync(file, digits, 0, digits.length, 0);
      return Number.parseInt(digits.toString('latin1', 0, digits.indexOf(' ')), 10) / 1_000;
    };
  } catch {
    return () => performance.now() * 1_000;
  }
}

/** The longest stretch to waste at once; the rest is owed. */
const STRETCH_US = 50_000;
/** Between two looks at the clock, which themselves cost some 20 µs: about 50 µs. */
const STEPS = 50_000;

/**
 * Wastes CPU time so that the process uses `1 + share` times what it would have used: a difference of known size, for tests of
 * instruments. The account runs from the start, so the next stretch makes up for what one stretch missed.
 */
export class CpuSlowdown {
  readonly #start: number;
  #wasted = 0;

  /** @param share e.g. 0.2 for 20 % more. What was used before now is not counted. */
  constructor(
    private readonly share: number,
    private readonly clocks: Clocks = { cpu, thread: threadClock() },
  ) {
    this.#start = clocks.cpu();
  }

  /** Wastes what is owed for the time used so far. Blocks the thread meanwhile. */
  catchUp(): void {
    const own = this.clocks.cpu() - this.#start - this.#wasted;
    this.#waste(Math.min(this.share * own - this.#wasted, STRETCH_US));
  }

  /** Counts the time of this thread alone: the process's CPU clock is moved by other threads too. */
  #waste(microseconds: number): void {
    const from = this.clocks.thread();
    let spent = 0;
    while (spent < microseconds) {
      spin();
      spent = this.clocks.thread() - from;
    }
    this.#wasted += spent;
  }
}

let spun = 1;

/** Computes, and makes no garbage either. */
function spin(): void {
  let value = spun;
  for (let step = 0; step < STEPS; step += 1) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
  spun = value;
}

/** Wastes, after every request, what is owed for the CPU time used since the first one began. */
export function slowedDown(share: number) {
  let slowdown: CpuSlowdown | undefined;
  return (_request: unknown, response: ServerResponse, next: () => void): void => {
    slowdown ??= new CpuSlowdown(share);
    response.once('close', () => slowdown?.catchUp());
    next();
  };
}
