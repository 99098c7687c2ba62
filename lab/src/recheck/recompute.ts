import type { Comparison } from '../records/comparison.ts';
import type { Plan, Trial } from './files.ts';
import { countsOf, merged, percentileOf, requestsIn } from './histogram.ts';
import { type Quantity, quantitiesOf } from './quantities.ts';
import {
  type Figure,
  intervalOf,
  jackknifeFigure,
  lookOf,
  meanFigure,
  median,
  verdictOf,
} from './statistics.ts';

/** Of a comparison, what is recomputed. */
export type Compared = Omit<Comparison, 'crossCheck' | 'roundsToSettle' | 'against'> & {
  readonly against: string;
};

export interface ComparedMetric {
  readonly id: string;
  /** By arm, in the metric's unit; a p99's is that of all rounds together. */
  readonly medians: Readonly<Record<string, number>>;
  /** How far the baseline is from itself, as a relative difference; null where it did not run twice. */
  readonly noiseFloor: number | null;
  readonly comparisons: readonly Compared[];
}

export interface Recomputed {
  /** Rounds in which an arm has a valid trial, and those in which all have. */
  readonly rounds: number;
  readonly wholeRounds: number;
  readonly look: number | null;
  readonly confidence: number | null;
  /** Those of which an arm has a value. */
  readonly metrics: readonly ComparedMetric[];
}

/** A p99 needs so many requests of all rounds together. */
const LEAST_P99 = 10_000;

/** What the valid trials of a run come to. */
export function recompute(
  { arms, baseline, looks = [], scenario, status }: Plan,
  trials: readonly Trial[],
): Recomputed {
  const valid = trials.filter((trial) => trial.valid);
  const rounds = [...new Set(valid.map(({ round }) => round))];
  const whole = rounds
    .filter((round) =>
      arms.every(({ name }) => valid.some((trial) => trial.round === round && trial.arm === name)),
    )
    .toSorted((a, b) => a - b);
  const { look, confidence } = lookOf(looks, whole.length, status === 'finished');
  const judged = look === null ? valid : valid.filter(({ round }) => whole.slice(0, look).includes(round));
  const metrics = quantitiesOf(scenario)
    .map((quantity) => metricOf(quantity, { arms, baseline }, judged, confidence))
    .filter(({ medians }) => Object.keys(medians).length > 0);
  return { rounds: rounds.length, wholeRounds: whole.length, look, confidence, metrics };
}

function metricOf(
  quantity: Quantity,
  { arms, baseline }: Pick<Plan, 'arms' | 'baseline'>,
  trials: readonly Trial[],
  confidence: number | null,
): ComparedMetric {
  const { medianOf, figuresOf } = quantity.histogram
    ? pooled(quantity.histogram, trials)
    : byTrial(quantity.value, trials);
  const compare = (arm: string, against: string, floor = 0): Compared[] => {
    const figures = figuresOf(arm, against);
    return figures ? [{ arm, against, ...judge(figures, quantity.delta, floor, confidence) }] : [];
  };
  const topology = arms.find(({ name }) => name === baseline)?.topology;
  const others = arms.filter(({ name }) => name !== baseline);
  const twins = others.filter((arm) => arm.topology === topology);
  const reaches = twins.flatMap(({ name }) =>
    compare(name, baseline).flatMap(({ ci95 }) => (ci95 ? [Math.max(ci95[1], 1 / ci95[0], 1) - 1] : [])),
  );
  const noiseFloor = reaches.length > 0 ? Math.max(...reaches) : null;
  const nameOf = (of: string | undefined) => arms.find((arm) => arm.topology === of)?.name;
  const comparisons = quantity.against
    ? arms.flatMap(({ name, topology: own }) => {
        const against = nameOf(quantity.against?.[own]);
        return against === undefined ? [] : compare(name, against);
      })
    : // A baseline's twin is judged without the floor, which is its own noise.
      others.flatMap((arm) => compare(arm.name, baseline, twins.includes(arm) ? 0 : (noiseFloor ?? 0)));
  const medians = arms.flatMap(({ name }) => {
    const found = medianOf(name);
    return found === undefined ? [] : [[name, found] as const];
  });
  return { id: quantity.id, medians: Object.fromEntries(medians), noiseFloor, comparisons };
}

/** Of the logarithm of the ratio, and of the difference. */
interface Figures {
  readonly log: Figure;
  readonly difference: Figure;
}

function judge({ log, difference }: Figures, delta: number, floor: number, confidence: number | null) {
  const logs = intervalOf(log, confidence);
  const between = intervalOf(difference, confidence);
  const ci95: [number, number] | null = logs && [Math.exp(logs[0]), Math.exp(logs[1])];
  return {
    ratio: Math.exp(log.value),
    ci95,
    coverage: ci95 && confidence,
    difference: { value: difference.value, ci95: between && ([...between] as [number, number]) },
    delta,
    verdict: verdictOf(ci95, delta, floor),
    pairs: log.rounds,
  };
}

/** How the trials of a metric become figures; undefined where there is nothing to make them of. */
interface Series {
  readonly medianOf: (arm: string) => number | undefined;
  readonly figuresOf: (arm: string, against: string) => Figures | undefined;
}

/** Of a metric that each trial has a value of: a pair of values for each round in which both are positive. */
function byTrial(value: Quantity['value'], trials: readonly Trial[]): Series {
  const of = byRound(trials, (trial) => value?.(trial));
  return {
    medianOf: (arm) => (of(arm).size > 0 ? median([...of(arm).values()]) : undefined),
    figuresOf: (arm, against) => {
      const pairs = [...of(arm)]
        .map(([round, own]) => [own, of(against).get(round) ?? 0] as const)
        .filter(([own, base]) => own > 0 && base > 0);
      if (pairs.length === 0) return undefined;
      return {
        log: meanFigure(pairs.map(([own, base]) => Math.log(own / base))),
        difference: meanFigure(pairs.map(([own, base]) => own - base)),
      };
    },
  };
}

/** Of a p99 of all rounds together: those in which both arms have requests. */
function pooled(histogram: NonNullable<Quantity['histogram']>, trials: readonly Trial[]): Series {
  const of = byRound(trials, (trial) => {
    const stored = histogram(trial);
    return stored === undefined ? undefined : countsOf(stored);
  });
  const all = (arm: string, rounds: readonly number[]) =>
    merged(rounds.flatMap((round) => of(arm).get(round) ?? []));
  const p99 = (arm: string, rounds: readonly number[]) => percentileOf(all(arm, rounds), 99);
  const hasEnough = (arm: string, rounds: readonly number[]) => requestsIn(all(arm, rounds)) >= LEAST_P99;
  return {
    medianOf: (arm) => {
      const rounds = [...of(arm).keys()];
      return hasEnough(arm, rounds) ? p99(arm, rounds) : undefined;
    },
    figuresOf: (arm, against) => {
      const rounds = [...of(arm).keys()].filter((round) => of(against).has(round));
      if (![arm, against].every((side) => hasEnough(side, rounds))) return undefined;
      const figure = (combine: (own: number, base: number) => number) => {
        const over = (some: readonly number[]) => combine(p99(arm, some), p99(against, some));
        const without = rounds.map((left) => over(rounds.filter((each) => each !== left)));
        return jackknifeFigure(over(rounds), without);
      };
      return {
        log: figure((own, base) => Math.log(own / base)),
        difference: figure((own, base) => own - base),
      };
    },
  };
}

/** What an arm's trials have, by round. */
function byRound<T>(trials: readonly Trial[], read: (trial: Trial) => T | null | undefined) {
  const sides = new Map<string, Map<number, T>>();
  for (const trial of trials) {
    const value = read(trial);
    if (value === null || value === undefined) continue;
    sides.set(trial.arm, (sides.get(trial.arm) ?? new Map<number, T>()).set(trial.round, value));
  }
  return (arm: string): ReadonlyMap<number, T> => sides.get(arm) ?? new Map();
}
