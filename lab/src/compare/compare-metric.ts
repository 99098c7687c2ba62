import type { Comparison, MetricRecord } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Arm } from '../scenario/scenario.ts';
import { compareArms, ends, noiseOf, type ValuesByRound } from '../stats/compare-arms.ts';
import { median, medianInterval } from '../stats/order-statistics.ts';
import { comparePercentile, type LatencyByRound, pooledFigures } from '../stats/pooled-percentile.ts';
import type { Thresholds } from '../stats/verdict.ts';
import type { Metric, Pooled } from './metrics.ts';

/** What is compared, and how sure the answer has to be. */
export interface Judging {
  readonly arms: readonly Arm[];
  /** Name of the arm that the others are compared with. */
  readonly baseline: string;
  /** The valid ones of the rounds that are judged. */
  readonly trials: readonly TrialRecord[];
  /** Of the intervals that verdicts rest on; null where the run has not come to a look. */
  readonly confidence: number | null;
}

export interface Compared {
  /** Undefined when no arm has a value. */
  readonly record: MetricRecord | undefined;
  /** How far the baseline is from itself; undefined where it did not run twice. */
  readonly floor: number | undefined;
}

/** Least coverage of the interval of an arm's median. */
const OF_AN_ARM = 0.95;

/** A metric of all arms, and how each arm compares with the baseline or with its counterpart. */
export function compareMetric(metric: Metric, judging: Judging): Compared {
  const { arms, baseline } = judging;
  const series = metric.pooled ? pooledSeries(metric.pooled, judging) : trialSeries(metric, judging);
  const compare = (arm: string, other: string, thresholds: Thresholds): Comparison[] => {
    const found = series.compare(arm, other, thresholds);
    return found ? [found] : [];
  };
  const { delta } = metric;
  const topology = arms.find(({ name }) => name === baseline)?.topology;
  const others = arms.filter(({ name }) => name !== baseline);
  const isSame = (arm: Arm) => arm.topology === topology;
  const floors = others
    .filter(isSame)
    .flatMap(({ name }) => compare(name, baseline, { delta }))
    .flatMap((same) => noiseOf(same) ?? []);
  const floor = floors.length === 0 ? undefined : Math.max(...floors);
  const comparisons = metric.against
    ? arms.flatMap((arm) => {
        const against = arms.find(({ topology: of }) => of === metric.against?.[arm.topology])?.name;
        return against === undefined
          ? []
          : compare(arm.name, against, { delta }).map((found) => ({ ...found, against }));
      })
    : // An arm compared with itself is judged by the plain threshold: by its own noise it could never differ.
      others.flatMap((arm) => compare(arm.name, baseline, { delta, floor: isSame(arm) ? undefined : floor }));
  const { id, unit, better } = metric;
  const figures = arms.flatMap(({ name }) => {
    const own = series.figuresOf(name);
    return own ? [[name, own] as const] : [];
  });
  const record = { id, unit, better, arms: Object.fromEntries(figures), comparisons };
  return { record: figures.length > 0 ? record : undefined, floor };
}

/** How the trials of a metric become figures. */
interface Series {
  /** Undefined where the arm has no value. */
  figuresOf(arm: string): MetricRecord['arms'][string] | undefined;
  compare(arm: string, other: string, thresholds: Thresholds): Comparison | undefined;
}

/** Each trial has a value of its own. */
function trialSeries(metric: Metric, { arms, trials, confidence }: Judging): Series {
  const sides = new Map(arms.map(({ name }) => [name, valuesOf(metric, name, trials)]));
  const of = (arm: string): ValuesByRound => sides.get(arm) ?? new Map();
  return {
    figuresOf: (arm) => (of(arm).size > 0 ? figuresOf(of(arm)) : undefined),
    compare: (arm, other, thresholds) => compareArms(arm, of(arm), of(other), thresholds, confidence),
  };
}

/** All rounds together have one. */
function pooledSeries({ percentile, latency }: Pooled, { arms, trials, confidence }: Judging): Series {
  const sides = new Map(arms.map(({ name }) => [name, latenciesOf(latency, name, trials)]));
  const of = (arm: string): LatencyByRound => sides.get(arm) ?? new Map();
  return {
    figuresOf: (arm) => pooledFigures(of(arm), percentile, confidence),
    compare: (arm, other, thresholds) =>
      comparePercentile(arm, of(arm), of(other), percentile, thresholds, confidence),
  };
}

const latenciesOf = (
  latency: Pooled['latency'],
  arm: string,
  trials: readonly TrialRecord[],
): LatencyByRound =>
  new Map(
    trials
      .filter((trial) => trial.arm === arm)
      .flatMap((trial) => {
        const found = latency(trial);
        return found ? [[trial.round, found] as const] : [];
      }),
  );

export function valuesOf(metric: Metric, arm: string, trials: readonly TrialRecord[]): ValuesByRound {
  return new Map(
    trials
      .filter((trial) => trial.arm === arm)
      .flatMap((trial) => {
        const value = metric.read(trial);
        return value === undefined ? [] : [[trial.round, value] as const];
      }),
  );
}

function figuresOf(values: ValuesByRound): MetricRecord['arms'][string] {
  const numbers = [...values.values()];
  const interval = medianInterval(numbers, OF_AN_ARM);
  return {
    median: median(numbers),
    ci95: ends(interval),
    coverage: interval?.coverage ?? null,
    trials: numbers.length,
  };
}
