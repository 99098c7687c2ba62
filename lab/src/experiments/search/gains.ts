/** An arm at the greatest rate that meets the objective. */
export interface Operation {
  /** How many times it has what is scaled. */
  readonly replicas: number;
  /** Requests per second. */
  readonly rate: number;
  readonly megabytes: number;
  /** CPU seconds per second: the quotas of its instances together, and what all of its processes used. */
  readonly cpusReserved: number;
  readonly cpusUsed: number;
}

/** Requests per second gained for each unit added. */
export interface Gain {
  readonly perMegabyte: number;
  readonly perCpuReserved: number;
  readonly perCpuUsed: number;
}

/**
 * Less than this, gained or added, is told as this: noise of a megabyte must not turn a gain into an endless one, and one of
 * nothing must not drop its round out of the ratios. Requests per second; megabytes; CPU seconds per second.
 */
const LEAST = { gained: 0.1, megabytes: 1, cpus: 0.01 } as const;

/** What an arm gains over the same with fewer instances. */
export function gainOf(more: Operation, fewer: Operation): Gain {
  const gained = Math.max(LEAST.gained, more.rate - fewer.rate);
  const per = (read: (operation: Operation) => number, least: number) =>
    gained / Math.max(least, read(more) - read(fewer));
  return {
    perMegabyte: per(({ megabytes }) => megabytes, LEAST.megabytes),
    perCpuReserved: per(({ cpusReserved }) => cpusReserved, LEAST.cpus),
    perCpuUsed: per(({ cpusUsed }) => cpusUsed, LEAST.cpus),
  };
}

/** The rate in relation to what it would be, did it grow with the instances: 1 for twice the rate with twice as many. */
export function efficiencyOf(more: Operation, fewer: Operation): number {
  return more.rate / fewer.rate / (more.replicas / fewer.replicas);
}

/** A step from one number of instances to the next one measured. */
export interface ScalingStep extends Gain {
  readonly from: number;
  readonly to: number;
  /** Compared with the first operation. */
  readonly efficiency: number;
}

/** The steps between operations of one arm's multiples, by their number: marginal gains, and the efficiency reached. */
export function stepsOf(operations: readonly Operation[]): ScalingStep[] {
  const sorted = operations.toSorted((a, b) => a.replicas - b.replicas);
  const [first] = sorted;
  return sorted.slice(1).flatMap((more, index) => {
    const fewer = sorted[index];
    if (!fewer || !first || more.replicas === fewer.replicas) return [];
    return [
      {
        from: fewer.replicas,
        to: more.replicas,
        efficiency: efficiencyOf(more, first),
        ...gainOf(more, fewer),
      },
    ];
  });
}
