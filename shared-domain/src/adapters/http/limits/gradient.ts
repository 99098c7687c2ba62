/** A limit falls to this at most. Half of it is the allowance for a queue, so a server with nothing to spare is kept busy. */
const LEAST = 8;
const MOST = 1_000;
/** Far more than a quiet shop has under way, so that nothing is refused before anything has been learned. */
const FIRST = 128;
/** So many requests may wait besides those that are worked at. */
const QUEUE = 4;
/** Latency may be so many times that without load before the limit falls. */
const TOLERANCE = 1.5;
/** How much of the way to its new value a limit goes at a time. */
const SMOOTHING = 0.2;
/** Of one reading in the latency without load. Some minutes under way count for as much as all before. */
const LONG = 2 / (600 + 1);
/** So many first readings are averaged plainly. */
const WARM_UP = 10;

/** The latency of a kind of request without load: a long exponential average of readings, in which the peaks are lost. */
export class LongLatency {
  #readings = 0;
  #mean = 0;

  /** @param ms mean of some requests that have just been answered. @returns the average with it */
  add(ms: number): number {
    this.#readings += 1;
    const weight = this.#readings <= WARM_UP ? 1 / this.#readings : LONG;
    this.#mean += (ms - this.#mean) * weight;
    const mean = this.#mean;
    // It was learned under load, or by a process that had just been started: it falls faster than by its average.
    if (mean > 2 * ms) this.#mean *= 0.95;
    return mean;
  }
}

/**
 * How many requests may be under way, learned from how long they take: `Gradient2Limit` of Netflix's concurrency-limits
 * (https://github.com/Netflix/concurrency-limits, Apache-2.0). While latency is that without load the limit grows by the allowance for a queue.
 * When latency rises, requests wait for each other, and the limit falls by the ratio of the two, by half at most.
 *
 * Over some minutes of overload the long average rises too, and the limit with it.
 */
export class Gradient {
  #limit = FIRST;

  get limit(): number {
    return this.#limit;
  }

  /**
   * @param underWay the most that were under way meanwhile. With less than half of the limit, it is not the limit that keeps latency low
   */
  update(shortMs: number, longMs: number, underWay: number): void {
    if (underWay < this.#limit / 2) return;
    const gradient = Math.min(1, Math.max(0.5, (TOLERANCE * longMs) / shortMs));
    const next = this.#limit * gradient + QUEUE;
    this.#limit = Math.min(MOST, Math.max(LEAST, this.#limit + (next - this.#limit) * SMOOTHING));
  }
}
