import type { Reading } from './latency.ts';

/** A limit falls to this at most. Half of it is the allowance for a queue, so a server with nothing to spare is kept busy. */
const LEAST = 8;
const MOST = 1_000;
/** As Netflix begins: a limit that is far above what the shop bears would let the first peak in before it has learned anything. */
const FIRST = 20;
/** So many requests may wait besides those that are worked at. */
const QUEUE = 4;
/** Latency may be so many times that without load before the limit falls. */
const TOLERANCE = 1.5;
/** How much of the way to its new value a limit goes at a time. */
const SMOOTHING = 0.2;

/**
 * How many requests may be under way, learned from how long they take: `Gradient2Limit` of Netflix's concurrency-limits
 * (https://github.com/Netflix/concurrency-limits, Apache-2.0). While latency is that without load the limit grows by the allowance for a queue.
 * When latency rises, requests wait for each other, and the limit falls by the ratio of the two, by half at most:
 *
 *     gradient = max(0.5, min(1, tolerance × long ÷ short))
 *     limit    ← limit × (1 − smoothing) + (limit × gradient + queue) × smoothing
 *
 * Netflix's changes nothing while less than half of the limit is used. Here only growth waits for that: few slow requests are late as well, and a
 * limit that was never reached must fall all the same.
 *
 * Over some minutes of overload the long average rises too, and the limit with it.
 */
export class Gradient {
  #limit = FIRST;

  get limit(): number {
    return this.#limit;
  }

  update({ shortMs, longMs, underWay }: Reading): void {
    const gradient = Math.min(1, Math.max(0.5, (TOLERANCE * longMs) / shortMs));
    const next = this.#limit * gradient + QUEUE;
    const limit = Math.min(MOST, Math.max(LEAST, this.#limit + (next - this.#limit) * SMOOTHING));
    // If less than half of the limit is in use, it is not what keeps latency low. The half is a whole number, as places are.
    const used = underWay >= Math.floor(this.#limit / 2);
    if (limit < this.#limit || used) this.#limit = limit;
  }
}
