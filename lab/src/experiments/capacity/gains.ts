/** An arm at its capacity. */
export interface Operation {
  /** How many times it has what is scaled. */
  readonly replicas: number;
  /** Answers per second of a burst. */
  readonly capacity: number;
  /** Memory of all of its parts, and of the instances beyond the first of what is scaled. */
  readonly megabytes: number;
  readonly addedMegabytes: number;
  /** CPU seconds per second: the quotas of its instances together, and what all of its processes used. */
  readonly cpusReserved: number;
  readonly cpusUsed: number;
}

/** Capacity gained for each unit added, answers per second. */
export interface Gain {
  readonly perMegabyte: number;
  readonly perCpuReserved: number;
  readonly perCpuUsed: number;
}

/**
 * Less than this, gained or added by an instance, is told as this: noise of a megabyte must not turn a gain into an endless one, and one
 * of nothing must not drop its round out of the ratios. Answers per second; megabytes; CPU seconds per second.
 */
const LEAST = { gained: 0.1, megabytes: 1, cpus: 0.01 } as const;

/**
 * What each unit gains over a family of arms: what one more instance gains, divided by what it adds. Both are slopes over the numbers of
 * instances, which are known exactly. A line through capacity and measured CPU time would be too flat, as both axes are noisy, and where
 * both fall it would rise.
 *
 * @param family arms of two numbers of instances at least
 */
export function gainOver(family: readonly Operation[]): Gain {
  const gained = Math.max(
    LEAST.gained,
    perInstance(family, ({ capacity }) => capacity),
  );
  const per = (added: (operation: Operation) => number, least: number) =>
    gained / Math.max(least, perInstance(family, added));
  return {
    perMegabyte: per(({ addedMegabytes }) => addedMegabytes, LEAST.megabytes),
    perCpuReserved: per(({ cpusReserved }) => cpusReserved, LEAST.cpus),
    perCpuUsed: per(({ cpusUsed }) => cpusUsed, LEAST.cpus),
  };
}

/** By how much a quantity grows with each instance: ordinary least squares, with an intercept. */
function perInstance(family: readonly Operation[], of: (operation: Operation) => number): number {
  const sum = (term: (operation: Operation) => number) =>
    family.reduce((total, operation) => total + term(operation), 0);
  const mean = sum(({ replicas }) => replicas) / family.length;
  const apart = ({ replicas }: Operation) => replicas - mean;
  // The mean of the quantity cancels out.
  return sum((operation) => apart(operation) * of(operation)) / sum((operation) => apart(operation) ** 2);
}

/** The capacity in relation to what it would be, did it grow with the instances: 1 for twice as much with twice as many. */
export function efficiencyOf(more: Operation, fewest: Operation): number {
  return more.capacity / fewest.capacity / (more.replicas / fewest.replicas);
}
