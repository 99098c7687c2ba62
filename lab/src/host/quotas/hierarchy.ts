import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './places.ts';

/**
 * Length of a period of the quota, milliseconds. The kernel lets a group run until its share of the period is used up, and then
 * stops all of its threads until the next period. With the kernel's own 100 ms a quota of 20 % would be 20 ms of work and a pause
 * of 80 ms. Every response time would show the pauses instead of a smaller processor. With 20 ms the pauses are 16 ms, less than
 * what a request waits for others. Much shorter periods lose precision, because the kernel charges running threads at its clock
 * ticks (1 to 10 ms). It subtracts an overdraft from the next periods.
 */
export const PERIOD_MS = 20;
const PERIOD_US = PERIOD_MS * 1000;
/** The kernel refuses quotas of less than a millisecond for each period. */
const LEAST_US = 1_000;

/** How often a group was held back since it was made. */
export interface Throttling {
  /** Periods in which it had anything to do. */
  readonly periods: number;
  /** Those in which it used up its quota. */
  readonly throttled: number;
  /** For how long its threads were held, summed up over CPUs, seconds. */
  readonly seconds: number;
}

/** A way of limiting CPU time: the two versions of cgroups use different files for it. */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** Lets the groups directly below this folder have quotas. */
  divide(dir: string): void;
  /** @param cpus CPU seconds per second, e.g. 0.2; undefined for no limit. @throws when the kernel refuses it */
  limit(dir: string, cpus: number | undefined): void;
  throttling(dir: string): Throttling;
}

const v1: Hierarchy = {
  version: 1,
  divide: () => undefined,
  limit(dir, cpus) {
    writeFileSync(join(dir, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(join(dir, 'cpu.cfs_quota_us'), String(cpus === undefined ? -1 : quotaUs(cpus)));
  },
  throttling(dir) {
    const read = parseStat(readFileSync(join(dir, 'cpu.stat'), 'utf8'));
    return {
      periods: read('nr_periods'),
      throttled: read('nr_throttled'),
      seconds: read('throttled_time') / 1e9,
    };
  },
};

const v2: Hierarchy = {
  version: 2,
  divide: (dir) => writeFileSync(join(dir, 'cgroup.subtree_control'), '+cpu'),
  limit: (dir, cpus) =>
    writeFileSync(join(dir, 'cpu.max'), `${cpus === undefined ? 'max' : quotaUs(cpus)} ${PERIOD_US}`),
  throttling(dir) {
    const read = parseStat(readFileSync(join(dir, 'cpu.stat'), 'utf8'));
    return {
      periods: read('nr_periods'),
      throttled: read('nr_throttled'),
      seconds: read('throttled_usec') / 1e6,
    };
  },
};

export const hierarchyOf = ({ version }: Place): Hierarchy => (version === 1 ? v1 : v2);

/** @throws for a quota that the kernel would refuse */
function quotaUs(cpus: number): number {
  const us = Math.round(cpus * PERIOD_US);
  if (us >= LEAST_US) return us;
  throw new Error(`a quota of ${cpus} CPUs is too small: at least ${LEAST_US / PERIOD_US} is possible`);
}

/** Reads the lines `name number` of a `cpu.stat`; 0 for a name that is not there. */
function parseStat(text: string): (name: string) => number {
  const values = new Map(
    text.split('\n').map((line) => {
      const [name = '', value = ''] = line.split(' ');
      return [name, Number(value)];
    }),
  );
  return (name) => values.get(name) || 0;
}
