/** Intended starts of a constant arrival rate: start i comes i/rate seconds after `startNs`, whatever happened before. */
export interface Schedule {
  /** Reading of `process.hrtime.bigint()`, the clock that all threads of a process share. */
  readonly startNs: bigint;
  readonly perSecond: number;
  readonly count: number;
}

/** When start `index` is intended. */
export const intendedNs = ({ startNs, perSecond }: Schedule, index: number): bigint =>
  startNs + BigInt(Math.round((index * 1e9) / perSecond));

export const msToNs = (ms: number): bigint => BigInt(Math.round(ms * 1e6));

export const nsToMs = (ns: bigint): number => Number(ns) / 1e6;
