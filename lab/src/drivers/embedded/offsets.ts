import type { Random } from '../../stats/random.ts';

/** Start times of a stretch of load: whole nanoseconds from its beginning, in ascending order. */
export type OffsetsNs = Float64Array;

const NS_PER_SECOND = 1e9;

/** Requests that a stretch of so many seconds has, however they are spaced. */
const countOf = (perSecond: number, seconds: number): number => Math.round(perSecond * seconds);

/** Start i comes i/rate seconds after the beginning. */
export const evenOffsets = (perSecond: number, seconds: number): OffsetsNs =>
  Float64Array.from({ length: countOf(perSecond, seconds) }, (_, index) =>
    Math.round((index * NS_PER_SECOND) / perSecond),
  );

/**
 * Starts of a Poisson process of which the number is known: they are distributed as that many independent uniform draws, sorted (Ross,
 * Introduction to Probability Models, ch. 5, "Conditional Distribution of the Arrival Times"). With the number fixed, every block
 * sends what was planned, and every arm gets the same load.
 */
export const poissonOffsets = (perSecond: number, seconds: number, random: Random): OffsetsNs =>
  Float64Array.from({ length: countOf(perSecond, seconds) }, () =>
    Math.floor(random() * seconds * NS_PER_SECOND),
  ).sort();
