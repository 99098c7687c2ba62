/** Of one reading in the latency without load: an exponential average over 600 readings. Some minutes under way count for as much as all before. */
const LONG = 2 / (600 + 1);
/** So many first readings are averaged plainly. */
const WARM_UP = 10;
/** So many answers, over so long, are a reading. */
const READING = { answers: 10, ms: 250 };

/**
 * The latency of a kind of request without load: a long exponential average of readings, in which the peaks are lost. It is `longRtt` of
 * `Gradient2Limit`, see `gradient.ts`.
 */
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

/** What some answers of one kind tell of the load. */
export interface Reading {
  /** Their mean latency. ms */
  readonly shortMs: number;
  /** Their latency without load, as far as it is known. ms */
  readonly longMs: number;
  /** The most requests of all kinds that were under way as one of these began. */
  readonly underWay: number;
}

/** Reads how late the answers of one kind of request are. */
export class Latency {
  readonly #long = new LongLatency();
  #answers = 0;
  #totalMs = 0;
  #mostUnderWay = 0;
  #since: number;

  /** @param now a clock that only goes forward. ms */
  constructor(private readonly now: () => number) {
    this.#since = now();
  }

  /**
   * @param underWay requests of all kinds that were under way as this one began, with it
   * @returns a reading when this answer completes one
   */
  answered(tookMs: number, underWay: number): Reading | undefined {
    this.#answers += 1;
    this.#totalMs += tookMs;
    this.#mostUnderWay = Math.max(this.#mostUnderWay, underWay);
    if (this.#answers < READING.answers || this.now() - this.#since < READING.ms) return undefined;
    const shortMs = this.#totalMs / this.#answers;
    const reading = { shortMs, longMs: this.#long.add(shortMs), underWay: this.#mostUnderWay };
    this.#answers = 0;
    this.#totalMs = 0;
    this.#mostUnderWay = 0;
    this.#since = this.now();
    return reading;
  }
}
