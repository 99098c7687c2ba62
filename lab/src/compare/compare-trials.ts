import type { Plan } from '../bench/plan.ts';
import { KINDS } from '../experiments/registry.ts';
import type { Comparison, ComparisonFile, MetricRecord } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import { compareArms, noiseOf, type ValuesByRound } from '../stats/compare-arms.ts';
import { type Confidence, confidenceAt } from '../stats/looks.ts';
import { median, medianInterval } from '../stats/order-statistics.ts';
import { counted } from '../terminal/counted.ts';
import type { Judged } from './judged.ts';
import { type Metric, metricsOf } from './metrics.ts';
import { warningsOf } from './warnings.ts';

/** Of a run's manifest, what decides how it is compared. */
interface Compared extends Pick<Plan, 'arms' | 'baseline'> {
  readonly scenario: Judged;
  readonly profile: ComparisonFile['profile'];
  /** Rounds at which the run may stop; 95 % without. */
  readonly looks?: readonly number[];
  /** The one of them that it compares at. */
  readonly rounds?: number;
  readonly cpus?: Manifest['cpus'];
  readonly resumed?: Manifest['resumed'];
  readonly unwatched?: Manifest['unwatched'];
}

/** What the valid trials of a run say. Pure: the same trials always give the same comparison. */
export function compareTrials(
  plan: Compared,
  trials: readonly TrialRecord[],
  run: {
    readonly runId: string;
    readonly driver: ComparisonFile['driver'];
    readonly notes: readonly string[];
  },
): ComparisonFile {
  const valid = trials.filter((trial) => trial.valid);
  const confidence = confidenceAt(plan.looks ?? [], plan.rounds ?? 0);
  const noiseFloor: Record<string, number> = {};
  const defined = metricsOf(plan.scenario);
  const metrics = defined.flatMap((metric) => {
    const record = compareMetric(metric, plan, valid, confidence, noiseFloor);
    return record ? [record] : [];
  });
  const values = (id: string, arm: string): ValuesByRound => {
    const metric = defined.find((candidate) => candidate.id === id);
    return metric ? valuesOf(metric, arm, valid) : new Map();
  };
  const evidence = {
    arms: plan.arms,
    baseline: plan.baseline,
    metrics,
    confidence: confidence.difference,
    values,
    facts: KINDS.find(plan.scenario.experiment.kind)?.facts?.(valid),
  };
  const rounds = new Set(valid.map(({ round }) => round));
  const complete = [...rounds].filter((round) =>
    plan.arms.every(({ name }) => valid.some((trial) => trial.round === round && trial.arm === name)),
  );
  return {
    schema: 1,
    scenario: plan.scenario.id,
    runId: run.runId,
    profile: plan.profile,
    driver: run.driver,
    baseline: plan.baseline,
    arms: plan.arms.map(({ name }) => name),
    rounds: rounds.size,
    metrics,
    claims: plan.scenario.claims.map(({ id, decide }) => {
      const { verdict, because, metrics: used, open } = decide(evidence);
      return { id, verdict, because, metrics: [...used], open };
    }),
    confidence: confidence.difference,
    insights: (plan.scenario.insights?.(evidence) ?? []).map((insight) => ({
      ...insight,
      metrics: [...insight.metrics],
    })),
    checks: checksOf(plan.arms, trials),
    noiseFloor,
    valid: complete.length > 0,
    warnings: [...run.notes, ...warningsOf(plan, trials, { metrics, noiseFloor })],
  };
}

/**
 * What the checks of an arm's trials come to: one failure is one too many, and one that is not known leaves it open. A failure counts
 * in a trial that does not count otherwise, too: that the driver was late does not excuse a lost order.
 */
function checksOf(arms: Compared['arms'], trials: readonly TrialRecord[]): ComparisonFile['checks'] {
  return arms.flatMap(({ name }) => {
    const found = trials
      .filter(({ arm }) => arm === name)
      .flatMap(({ number, valid, checks }) =>
        checks.filter(({ result }) => valid || result === 'fail').map((check) => ({ ...check, number })),
      );
    return [...new Set(found.map(({ id }) => id))].map((id) => {
      const own = found.filter((check) => check.id === id);
      const worst =
        own.find(({ result }) => result === 'fail') ?? own.find(({ result }) => result === 'unknown');
      if (!worst)
        return {
          id,
          arm: name,
          result: 'pass' as const,
          detail: `In ${own.length} of ${counted(own.length, 'trial')}. ${own.at(-1)?.detail}`,
        };
      const { result, number, detail } = worst;
      const times = own.filter((check) => check.result === result).length;
      return {
        id,
        arm: name,
        result,
        detail: `In ${times} of ${counted(own.length, 'trial')}; trial ${number}: ${detail}`,
      };
    });
  });
}

/** Undefined when no arm has a value. Adds to the noise floor when two arms are the same topology. */
function compareMetric(
  metric: Metric,
  plan: Compared,
  trials: readonly TrialRecord[],
  confidence: Confidence,
  noiseFloor: Record<string, number>,
): MetricRecord | undefined {
  const values = new Map(plan.arms.map(({ name }) => [name, valuesOf(metric, name, trials)]));
  const baseline = values.get(plan.baseline) ?? new Map();
  const topology = plan.arms.find(({ name }) => name === plan.baseline)?.topology;
  const others = plan.arms.filter(({ name }) => name !== plan.baseline);
  const compare = (name: string, delta: number) =>
    compareArms(name, values.get(name) ?? new Map(), baseline, delta, confidence);

  const floors = others
    .filter((arm) => arm.topology === topology)
    .flatMap(({ name }) => compare(name, metric.delta) ?? [])
    .flatMap((same) => noiseOf(same) ?? []);
  const floor = floors.length === 0 ? undefined : Math.max(...floors);
  if (floor !== undefined) noiseFloor[metric.id] = floor;
  if (metric.against) return withCounterparts(metric, plan, values, confidence);
  const comparisons: Comparison[] = others.flatMap((arm) => {
    // An arm compared with itself is judged by the plain threshold: by its own noise it could never differ.
    const delta = arm.topology === topology ? metric.delta : Math.max(metric.delta, floor ?? 0);
    return compare(arm.name, delta) ?? [];
  });

  return recordOf(metric, values, comparisons, confidence);
}

/** Of a metric by which arms are compared with others than the baseline, e.g. as many instances with as many. */
function withCounterparts(
  metric: Metric,
  { arms }: Compared,
  values: ReadonlyMap<string, ValuesByRound>,
  confidence: Confidence,
): MetricRecord | undefined {
  const comparisons = arms.flatMap((arm): Comparison[] => {
    const against = arms.find(({ topology }) => topology === metric.against?.[arm.topology])?.name;
    const [own, other] = [values.get(arm.name), against === undefined ? undefined : values.get(against)];
    const found = own && other && compareArms(arm.name, own, other, metric.delta, confidence);
    return found ? [{ ...found, against }] : [];
  });
  return recordOf(metric, values, comparisons, confidence);
}

/** Undefined when no arm has a value. */
function recordOf(
  { id, unit, better }: Metric,
  values: ReadonlyMap<string, ValuesByRound>,
  comparisons: Comparison[],
  confidence: Confidence,
): MetricRecord | undefined {
  const arms = Object.fromEntries(
    [...values].flatMap(([name, own]) => (own.size > 0 ? [[name, figuresOf(own, confidence)]] : [])),
  );
  if (Object.keys(arms).length === 0) return undefined;
  return { id, unit, better, arms, comparisons };
}

function valuesOf(metric: Metric, arm: string, trials: readonly TrialRecord[]): ValuesByRound {
  return new Map(
    trials
      .filter((trial) => trial.arm === arm)
      .flatMap((trial) => {
        const value = metric.read(trial);
        return value === undefined ? [] : [[trial.round, value] as const];
      }),
  );
}

function figuresOf(values: ValuesByRound, confidence: Confidence): MetricRecord['arms'][string] {
  const numbers = [...values.values()];
  const interval = medianInterval(numbers, confidence.difference);
  return {
    median: median(numbers),
    ci95: interval ? [interval.low, interval.high] : null,
    trials: numbers.length,
  };
}
