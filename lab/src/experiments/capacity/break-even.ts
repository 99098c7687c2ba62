import type { Evidence } from '../../scenario/scenario.ts';
import { ends } from '../../stats/compare-arms.ts';
import { jackknife, tInterval } from '../../stats/estimate.ts';

/** A way of growing: the same system with ever more instances. */
export interface Growth {
  /** Names of its arms: two at least. */
  readonly arms: readonly string[];
}

/** Where two ways of growing cost the same. */
export interface BreakEven {
  /** Requests per second. Null: their costs part further with every request, or never meet at a positive rate. */
  readonly rate: number | null;
  /** Null where there is none. */
  readonly interval: readonly [number, number] | null;
  /** The greatest capacity that both ways have reached: what lies beyond continues their lines, and was not measured. Requests per second. */
  readonly measuredUpTo: number;
  /** What each further request a second costs, in the cost's unit. */
  readonly slopes: { readonly one: number; readonly other: number };
}

interface Point {
  readonly rate: number;
  readonly cost: number;
}

interface Line {
  readonly start: number;
  readonly slope: number;
}

/**
 * The capacity beyond which the one way of growing, dearer at the start, costs less than the other. Each way's cost is a straight line in
 * its capacity: least squares over its arms, each arm with the means of the rounds. The interval is that of the jackknife over rounds, as all arms
 * of a round share the machine's state.
 *
 * @param metrics ids of the capacity, requests per second, and of the cost
 * @returns undefined where the run lacks an arm, or a round that has all of them
 */
export function breakEven(
  evidence: Evidence,
  metrics: { readonly capacity: string; readonly cost: string },
  one: Growth,
  other: Growth,
): BreakEven | undefined {
  const arms = [...one.arms, ...other.arms];
  if (Math.min(one.arms.length, other.arms.length) < 2) return undefined;
  const valuesOf = (arm: string) => ({
    rates: evidence.values(metrics.capacity, arm),
    costs: evidence.values(metrics.cost, arm),
  });
  const values = new Map(arms.map((arm) => [arm, valuesOf(arm)]));
  const rounds = [...(values.get(arms[0] ?? '')?.rates.keys() ?? [])].flatMap((round) => {
    const points = arms.flatMap((arm) => {
      const [rate, cost] = [values.get(arm)?.rates.get(round), values.get(arm)?.costs.get(round)];
      return rate === undefined || cost === undefined ? [] : [{ rate, cost }];
    });
    return points.length === arms.length ? [points] : [];
  });
  if (rounds.length === 0) return undefined;
  const means = meansOf(rounds);
  const [ours, theirs] = [means.slice(0, one.arms.length), means.slice(one.arms.length)];
  const [line, against] = [lineThrough(ours), lineThrough(theirs)];
  const meet = line.start > against.start && line.slope < against.slope;
  const estimate = jackknife(rounds, (some) => {
    const points = meansOf(some);
    return crossing(
      lineThrough(points.slice(0, one.arms.length)),
      lineThrough(points.slice(one.arms.length)),
    );
  });
  const greatest = (points: readonly Point[]) => Math.max(...points.map(({ rate }) => rate));
  return {
    rate: meet ? estimate.value : null,
    interval: meet ? ends(tInterval(estimate, evidence.confidence)) : null,
    measuredUpTo: Math.min(greatest(ours), greatest(theirs)),
    slopes: { one: line.slope, other: against.slope },
  };
}

/** Each arm's point with the means of the rounds. */
function meansOf(rounds: readonly (readonly Point[])[]): Point[] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return (rounds[0] ?? []).map((_, arm) => ({
    rate: mean(rounds.map((points) => points[arm]?.rate ?? Number.NaN)),
    cost: mean(rounds.map((points) => points[arm]?.cost ?? Number.NaN)),
  }));
}

/** Ordinary least squares. */
function lineThrough(points: readonly Point[]): Line {
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  const [rate, cost] = [
    sum((point) => point.rate) / points.length,
    sum((point) => point.cost) / points.length,
  ];
  const slope =
    sum((point) => (point.rate - rate) * (point.cost - cost)) / sum((point) => (point.rate - rate) ** 2);
  return { start: cost - slope * rate, slope };
}

const crossing = (one: Line, other: Line): number => (one.start - other.start) / (other.slope - one.slope);
