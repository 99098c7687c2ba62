import type { ServerResponse } from 'node:http';

/** All in microseconds. */
export interface Clocks {
  /** CPU time that the process has used, all its threads together. */
  readonly cpu: () => number;
  readonly wall: () => number;
}

const realClocks: Clocks = {
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  wall: () => performance.now() * 1_000,
};

/**
 * Who looks at the clock all the time and sees more than this between two looks was not running in between. Less may be an
 * interrupt, which the kernel puts on the process's account: of steps above 20 µs, most are.
 */
const PREEMPTED_US = 100;
/** The longest stretch to waste at once; the rest is owed. */
const STRETCH_US = 50_000;

/**
 * Wastes CPU time so that the process uses `1 + share` times what it would have used, whatever that is: a difference of known
 * size, for tests of instruments. The books are kept from the start, so what one stretch misses the next makes up for.
 */
export class CpuSlowdown {
  readonly #start: number;
  #wasted = 0;

  /** @param share e.g. 0.2 for 20 % more. What was used before now is not counted. */
  constructor(
    private readonly share: number,
    private readonly clocks: Clocks = realClocks,
  ) {
    this.#start = clocks.cpu();
  }

  /** Wastes what is owed for the time used so far. Blocks the thread meanwhile. */
  catchUp(): void {
    const own = this.clocks.cpu() - this.#start - this.#wasted;
    this.#waste(this.share * own - this.#wasted);
  }

  /**
   * The process's CPU clock cannot time this, as other threads move it too, and the wall clock counts time in which others ran.
   * So time is counted only where the thread saw it pass in small steps.
   */
  #waste(microseconds: number): void {
    const { wall } = this.clocks;
    const from = wall();
    for (let last = from, left = microseconds; left > 0 && last - from < STRETCH_US; ) {
      const now = wall();
      const step = now - last;
      last = now;
      if (step > PREEMPTED_US) continue;
      left -= step;
      this.#wasted += step;
    }
  }
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
