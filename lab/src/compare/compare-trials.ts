import type { Plan } from '../bench/plan.ts';
import { KINDS } from '../experiments/registry.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Arm, Text } from '../scenario/scenario.ts';
import type { ValuesByRound } from '../stats/compare-arms.ts';
import { checksOf } from './checks.ts';
import { compareMetric, valuesOf } from './compare-metric.ts';
import type { Judged } from './judged.ts';
import { judgedRounds } from './judged-rounds.ts';
import { metricsOf } from './metrics.ts';
import { warningsOf } from './warnings.ts';

/** Of a run's manifest, what decides how it is compared. */
interface Compared extends Pick<Plan, 'baseline'> {
  readonly arms: readonly (Arm & { readonly cpus?: string | undefined })[];
  readonly scenario: Judged;
  readonly profile: ComparisonFile['profile'];
  /** Numbers of whole rounds at which the run may stop; without, it is judged by all that it has. */
  readonly looks?: readonly number[];
  /** What has become of the run; without, it goes on, or was stopped. */
  readonly status?: Manifest['status'];
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
    readonly notes: readonly Text[];
  },
): ComparisonFile {
  const { arms, baseline, scenario } = plan;
  const judged = judgedRounds(arms, plan.looks ?? [], trials, plan.status === 'finished');
  const { look, confidence } = judged;
  const defined = metricsOf(scenario);
  const compared = defined.map((metric) =>
    compareMetric(metric, { arms, baseline, trials: judged.trials, confidence }),
  );
  const metrics = compared.flatMap(({ record }) => record ?? []);
  const noiseFloor = Object.fromEntries(
    compared.flatMap(({ floor }, index) => (floor === undefined ? [] : [[defined[index]?.id, floor]])),
  );
  const values = (id: string, arm: string): ValuesByRound => {
    const metric = defined.find((candidate) => candidate.id === id);
    return metric ? valuesOf(metric, arm, judged.trials) : new Map();
  };
  const facts = KINDS.find(scenario.experiment.kind)?.facts?.(judged.trials);
  const checks = checksOf(arms, trials);
  const evidence = { arms, baseline, metrics, confidence, values, facts, checks };
  const warnings = [...run.notes, ...warningsOf(plan, trials, { metrics, noiseFloor, judged })];
  return {
    schema: 2,
    scenario: scenario.id,
    runId: run.runId,
    profile: plan.profile,
    driver: run.driver,
    baseline,
    arms: arms.map(({ name }) => name),
    rounds: new Set(trials.filter(({ valid }) => valid).map(({ round }) => round)).size,
    look,
    confidence,
    metrics,
    claims: scenario.claims.map(({ id, decidedBy, decidedByInKorean, decide, turn }) => {
      const { verdict, because, becauseInKorean, metrics: used, open } = decide(evidence);
      const measured = turn.measured(evidence) ?? null;
      const said = { because, ...(becauseInKorean !== undefined && { becauseInKorean }) };
      const rule = { en: decidedBy, ko: decidedByInKorean ?? decidedBy };
      return { id, verdict, ...said, rule, metrics: [...used], open, turn: { by: turn.by, measured } };
    }),
    insights: (scenario.insights?.(evidence) ?? []).map((insight) => ({
      ...insight,
      metrics: [...insight.metrics],
    })),
    checks,
    noiseFloor,
    valid: judged.whole.length > 0,
    warnings: warnings.map(({ en }) => en),
    warningsInKorean: warnings.map(({ ko }) => ko),
  };
}
