/** Intended starts of a stretch of load, fixed before it begins: nothing that happens later moves them. */
export interface Schedule {
  /** Reading of `process.hrtime.bigint()`, the clock that all threads of a process share. */
  readonly startNs: bigint;
  /** Of each start, whole nanoseconds after `startNs`, in ascending order. */
  readonly offsetsNs: Float64Array;
}

/** When start `index` is intended. */
export const intendedNs = ({ startNs, offsetsNs }: Schedule, index: number): bigint =>
  startNs + BigInt(offsetsNs[index] ?? 0);

export const msToNs = (ms: number): bigint => BigInt(Math.round(ms * 1e6));

export const nsToMs = (ns: bigint): number => Number(ns) / 1e6;
