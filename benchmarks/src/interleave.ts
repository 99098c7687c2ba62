import { type Interval, median, medianInterval } from '@lab/lab/stats/order-statistics';
import { within } from '@lab/shared-domain/kernel/deadline';
import type { Block } from './closed-loop.ts';

/** Works for about `ms` milliseconds and tells what it has done. */
type Side = (ms: number) => Promise<Block>;

export interface Sides {
  readonly layered: Side;
  readonly bare: Side;
}

export interface Schedule {
  /** How many blocks of each side are measured. */
  readonly pairs: number;
  readonly blockMs: number;
  /** Length of the first block of each side, which is not counted: code is compiled, caches are filled. */
  readonly warmUpMs: number;
}

/** What repeated measurements of one quantity came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Covers the true median with 95 % confidence; absent below 6 measurements. */
  readonly ci95: Interval | undefined;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
  ci95: medianInterval(values, 0.95),
});

export interface Comparison {
  /** layered / bare, of the two blocks of each pair. */
  readonly ratio: Spread;
  /** Operations per second, medians over the blocks. */
  readonly layered: number;
  readonly bare: number;
}

/** A block that takes this much longer than planned, in ms, is considered stuck. */
const STALL_MS = 10_000;

/**
 * Measures two sides in turns. A pair's blocks follow each other at once, so whatever else the machine does touches both;
 * who is first alternates, so that a machine which becomes slower and slower favours neither.
 *
 *     warm-up │ layered bare │ bare layered │ layered bare │ …
 *
 * @throws when a side fails or stalls, or with the signal's reason
 */
export async function interleave(
  sides: Sides,
  { pairs, blockMs, warmUpMs }: Schedule,
  signal: AbortSignal,
): Promise<Comparison> {
  const rate = async (name: keyof Sides, ms: number) => {
    signal.throwIfAborted();
    const block = await within(ms + STALL_MS, sides[name](ms), undefined);
    if (!block) throw new Error(`the ${name} side has not ended ${STALL_MS / 1000} s after its block`);
    if (block.operations === 0) throw new Error(`the ${name} side has done nothing in ${block.ms} ms`);
    return (block.operations / block.ms) * 1000;
  };
  const rates: Record<keyof Sides, number[]> = { layered: [], bare: [] };
  for (const name of ['layered', 'bare'] as const) await rate(name, warmUpMs);
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['layered', 'bare'] as const) : (['bare', 'layered'] as const);
    for (const name of order) rates[name].push(await rate(name, blockMs));
  }
  const ratios = rates.layered.map((layered, pair) => layered / (rates.bare[pair] as number));
  return {
    ratio: spreadOf(ratios),
    layered: median(rates.layered),
    bare: median(rates.bare),
  };
}
