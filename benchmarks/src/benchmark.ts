import type { Sides } from './interleave.ts';

/** Where a benchmark that starts processes works. */
export interface Place {
  /** The project's root. */
  readonly root: string;
  readonly workDir: string;
  readonly runId: string;
}

/** A layer of this project beside the same work without it. */
export interface Benchmark {
  /** Of the figure in `results/bench.json`. */
  readonly id: string;
  /** What is counted, e.g. `orders`. */
  readonly counted: string;
  /** The least ratio of the two rates (layered / bare) that we are content with. */
  readonly target: number;
  /** One sentence for a reader of the table: what a ratio of 0.5 would say. */
  readonly meaning: string;
  /** Brings both sides up, so that a call of either is all that is left to do. */
  open(): Promise<Contest>;
}

interface Contest extends Sides {
  close(): Promise<void>;
}
