import type { Watch } from './driver.ts';
import type { Sample } from './sample.ts';

const SECOND_MS = 1_000;

/**
 * Tells those who watch, once a second while a load goes on, what has ended since. That takes the driver's process a sort of some hundred
 * numbers and a message, between requests and on CPUs of its own.
 */
export class EachSecond {
  #responses: number[] = [];
  #ended = 0;
  #failed = 0;
  #since = performance.now();
  readonly #timer = setInterval(() => this.#tell(), SECOND_MS);

  constructor(private readonly watch: Watch) {}

  add({ response, outcome }: Pick<Sample, 'response' | 'outcome'>): void {
    this.#ended += 1;
    if (outcome.kind !== 'ok') this.#failed += 1;
    // A refusal is no answer, and fast.
    if (outcome.kind !== 'error') this.#responses.push(response);
  }

  /** The load is over. What has ended since the last second is told too. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#ended > 0) this.#tell();
  }

  /** Also of a second in which nothing ended: then all are waiting. */
  #tell(): void {
    const now = performance.now();
    const ascending = Float64Array.from(this.#responses).sort();
    this.watch({
      seconds: (now - this.#since) / 1000,
      ended: this.#ended,
      failed: this.#failed,
      p50: atRank(ascending, 0.5),
      p95: atRank(ascending, 0.95),
    });
    this.#responses = [];
    this.#ended = 0;
    this.#failed = 0;
    this.#since = now;
  }
}

/** The nearest rank: of twenty values the nineteenth is the p95. */
const atRank = (ascending: Float64Array, share: number): number | null =>
  ascending[Math.ceil(share * ascending.length) - 1] ?? null;
