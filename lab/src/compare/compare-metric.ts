import type { Comparison, MetricRecord } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Arm } from '../scenario/scenario.ts';
import { compareArms, ends, noiseOf, type ValuesByRound } from '../stats/compare-arms.ts';
import { median, medianInterval } from '../stats/order-statistics.ts';
import type { Thresholds } from '../stats/verdict.ts';
import type { Metric } from './metrics.ts';

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
  const sides = new Map(arms.map(({ name }) => [name, valuesOf(metric, name, judging.trials)]));
  const compare = (arm: string, other: string, thresholds: Thresholds): Comparison[] => {
    const [own, base] = [sides.get(arm), sides.get(other)];
    const found = own && base && compareArms(arm, own, base, thresholds, judging.confidence);
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
  return { record: recordOf(metric, sides, comparisons), floor };
}

function recordOf(
  { id, unit, better }: Metric,
  sides: ReadonlyMap<string, ValuesByRound>,
  comparisons: Comparison[],
): MetricRecord | undefined {
  const arms = Object.fromEntries(
    [...sides].flatMap(([name, own]) => (own.size > 0 ? [[name, figuresOf(own)]] : [])),
  );
  return Object.keys(arms).length === 0 ? undefined : { id, unit, better, arms, comparisons };
}

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
