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
 * Less than this, gained or added, is told as this: noise of a megabyte must not turn a gain into an endless one, and one of
 * nothing must not drop its round out of the ratios. Answers per second; megabytes; CPU seconds per second.
 */
const LEAST = { gained: 0.1, megabytes: 1, cpus: 0.01 } as const;

/** What each unit gains over a family of arms: the slope of its capacity on what was added. @param family two arms at least */
export function gainOver(family: readonly Operation[]): Gain {
  const slope = (added: (operation: Operation) => number, least: number) =>
    slopeOf(
      family.map((operation) => ({ added: added(operation), capacity: operation.capacity })),
      least,
    );
  return {
    perMegabyte: slope(({ addedMegabytes }) => addedMegabytes, LEAST.megabytes),
    perCpuReserved: slope(({ cpusReserved }) => cpusReserved, LEAST.cpus),
    perCpuUsed: slope(({ cpusUsed }) => cpusUsed, LEAST.cpus),
  };
}

interface Point {
  readonly added: number;
  readonly capacity: number;
}

/** Ordinary least squares, with an intercept. Through two points it is the line between them. */
function slopeOf(points: readonly Point[], leastAdded: number): number {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [added, capacity] = [mean((point) => point.added), mean((point) => point.capacity)];
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  const together = sum((point) => (point.added - added) * (point.capacity - capacity));
  // That of two points so far apart.
  const alone = Math.max(
    leastAdded ** 2 / 2,
    sum((point) => (point.added - added) ** 2),
  );
  const spread =
    Math.max(...points.map((point) => point.added)) - Math.min(...points.map((point) => point.added));
  return Math.max(together / alone, LEAST.gained / Math.max(leastAdded, spread));
}

/** The capacity in relation to what it would be, did it grow with the instances: 1 for twice as much with twice as many. */
export function efficiencyOf(more: Operation, fewest: Operation): number {
  return more.capacity / fewest.capacity / (more.replicas / fewest.replicas);
}
