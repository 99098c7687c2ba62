import { metricsOf } from '../compare/metrics.ts';
import { planExperiment } from '../experiments/plan-experiment.ts';
import type { Prediction } from '../records/prediction.ts';
import type { RulingVerdict } from '../records/verdict.ts';
import { PROFILES } from '../scenario/profile.ts';
import type { Claim, KeyRatio, Scenario, Text } from '../scenario/scenario.ts';

/** A ratio of a scenario that somebody may predict. */
export interface AskedRatio extends KeyRatio {
  /** Topology whose value it is divided by. */
  readonly against: string;
  readonly unit: string;
}

/** All that a participant is asked before a run of a scenario. */
export interface Questions {
  readonly scenario: string;
  readonly claims: readonly Pick<Claim, 'id' | 'text'>[];
  readonly ratios: readonly AskedRatio[];
}

/** What somebody said; what is missing was not predicted. */
export interface Answers {
  readonly name: string | undefined;
  readonly claims: Readonly<Record<string, RulingVerdict>>;
  /** By the metric's id. */
  readonly ratios: Readonly<Record<string, number>>;
}

/**
 * What can be predicted of a scenario, as its `quick` profile measures it.
 *
 * @throws when the scenario names a key ratio of a metric that this profile does not have
 */
export function questionsOf(scenario: Scenario): Questions {
  const { id, baseline, endpoints, claims, keyRatios = [] } = scenario;
  const arms = scenario.arms.quick.map((topology) => ({ name: topology, topology }));
  const { round, measures } = planExperiment(scenario, { profile: PROFILES.quick, arms });
  const metrics = metricsOf({ endpoints, phases: round.phases, measures });
  const ratios = keyRatios.map((ratio) => {
    const metric = metrics.find((candidate) => candidate.id === ratio.metric);
    if (!metric)
      throw new Error(
        `scenarios/${id}/scenario.ts: its quick profile has no metric "${ratio.metric}", which is among its key ratios.`,
      );
    return { ...ratio, unit: metric.unit, against: metric.against?.[ratio.topology] ?? baseline };
  });
  return { scenario: id, claims: claims.map((claim) => ({ id: claim.id, text: claim.text })), ratios };
}

/** e.g. `time to place an order (ms): with microservices, how many times that of monolith?` */
export function ratioAsked({ text, unit, topology, against }: AskedRatio): Text {
  const inUnit = unit === '' ? '' : ` (${unit})`;
  return {
    en: `${text.en}${inUnit}: with ${topology}, how many times that of ${against}?`,
    ko: `${text.ko}${inUnit}: ${topology}에서는 ${against}의 몇 배인가?`,
  };
}

/** What is kept of the answers. */
export function predictionOf({ scenario, ratios }: Questions, answers: Answers, now: Date): Prediction {
  return {
    schema: 1,
    scenario,
    name: answers.name ?? null,
    at: now.toISOString(),
    claims: { ...answers.claims },
    ratios: ratios.flatMap(({ metric, topology, against, text }) => {
      const expected = answers.ratios[metric];
      return expected === undefined ? [] : [{ metric, topology, against, text, expected }];
    }),
  };
}
