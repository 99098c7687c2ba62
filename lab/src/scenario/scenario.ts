import { z } from 'zod';
import type { Arrivals } from '../records/arrivals.ts';
import type { Attribution, ComparisonFile, MetricRecord } from '../records/comparison.ts';
import type { MeasureKind } from '../records/metric-kinds.ts';
import type { RulingVerdict } from '../records/verdict.ts';
import type { Profile, ProfileId } from './profile.ts';

/** A text of the reports in both their languages. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export const textSchema: z.ZodType<Text> = z.object({ en: z.string(), ko: z.string() });

/** One kind of request that a scenario measures. */
export interface Endpoint {
  readonly id: string;
  readonly title: string;
  /** Calls between processes, one after the other, that the microservices make before they answer: the longest path. */
  readonly hops: number;
  /** All calls between processes that it waits for, those side by side counted each. What goes on after the answer is none of them. */
  readonly calls: number;
}

/** A phase of the load with the profile's duration. */
export interface PlannedPhase {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** How its requests are to be spaced; evenly without. */
  readonly arrivals?: Arrivals | undefined;
  /** Module of the scenario's folder that the load is of; its `workload` without. */
  readonly workload?: string | undefined;
  /** The part of the capacity that its rate is; without, the rate is fixed. */
  readonly share?: number | undefined;
  /** The rate is this end of the range that is allowed. */
  readonly bound?: 'least' | 'most' | undefined;
}

/** A quantity that arms are compared by, and that a trial has a value of under this id. */
export interface Measure {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The least relative difference that counts. */
  readonly delta: number;
  readonly kind: MeasureKind;
  /** What reports list it under, e.g. `Crash`. */
  readonly group: string;
  /** By topology, the one that its arm is compared with instead of the baseline; nothing for one that is not named. */
  readonly against?: Readonly<Record<string, string>> | undefined;
  /**
   * The value that stands for nothing, and for less than the measure resolves; trials store no smaller one. In its unit. Reports say "at most", and
   * form no ratio with it.
   */
  readonly least?: number | undefined;
}

/** What of a scenario decides its metrics. */
export interface Measurable {
  readonly endpoints: readonly Pick<Endpoint, 'id' | 'title'>[];
  readonly phases: readonly Pick<PlannedPhase, 'name' | 'arrivals' | 'perSecond' | 'share' | 'bound'>[];
  readonly measures?: readonly Measure[];
}

/** An arm of a run: a topology under a name of its own, so that one topology can run twice. */
export interface Arm {
  readonly name: string;
  readonly topology: string;
}

/** All that a claim may be decided on. */
export interface Evidence {
  readonly arms: readonly Arm[];
  /** Name of the arm that the others are compared with. */
  readonly baseline: string;
  readonly metrics: readonly MetricRecord[];
  /** Confidence of the intervals of the metrics' comparisons, e.g. 0.98; null where the run has not come to a look. */
  readonly confidence: number | null;
  /** A metric's values of an arm, by round, of the rounds that are judged; empty where there are none. */
  readonly values: (metricId: string, arm: string) => ReadonlyMap<number, number>;
  /** What the scenario's kind of experiment tells besides metrics; the kind has functions that read it. */
  readonly facts: unknown;
  /** What the checks of each arm came to. A failure is there also where its trial does not count otherwise. None without. */
  readonly checks?: ComparisonFile['checks'];
}

export interface Ruling {
  readonly verdict: RulingVerdict;
  /** One sentence with the numbers that decided. */
  readonly because: string;
  /** The same in Korean; reports have the English in its place where there is none. */
  readonly becauseInKorean?: string;
  /** Ids of the metrics that were looked at. */
  readonly metrics: readonly string[];
  /** Whether more rounds could still decide an inconclusive one. */
  readonly open: boolean;
}

/** A statement under test. */
export interface Claim {
  readonly id: string;
  readonly text: Text;
  /** The rule in words, for the report: what supports the claim, what refutes it, and what makes it mixed. */
  readonly decidedBy: string;
  /** The same in Korean. */
  readonly decidedByInKorean?: string;
  readonly decide: (evidence: Evidence) => Ruling;
  readonly turn: Turn;
  /** The verdict that we expect on a quiet machine: what `GATE=1` asks for. */
  readonly expected: Ruling['verdict'];
}

/** When a claim's verdict would be another one: no experiment's choices may decide it in silence. */
export interface Turn {
  /** The one thing that would turn it, e.g. the number of workers, and how. */
  readonly by: Text;
  /** What the run has measured on the other side of it; undefined where it has not. */
  readonly measured: (evidence: Evidence) => Text | undefined;
}

/** Something that the numbers say beyond the claims. */
export interface Insight {
  readonly id: string;
  readonly text: Text;
  /** The same as numbers, where it is about what a gap is made of: reports draw these together. */
  readonly attribution?: Attribution;
  /** Ids of the metrics that it rests on. */
  readonly metrics: readonly string[];
}

/** A ratio that stands for a scenario: participants predict it, and the runs of several machines are laid side by side by it. */
export interface KeyRatio {
  /** Id of the metric. A scenario names each once. */
  readonly metric: string;
  /** Whose value it is, divided by the baseline's, or by that of what the measure names instead. */
  readonly topology: string;
  /** What the metric is, in the words of a question, e.g. `time to place an order`. */
  readonly text: Text;
}

/** What is done to the systems of a scenario: a kind of experiment, see `ExperimentKind`, and what that kind has to be told. */
export interface Experiment {
  readonly kind: string;
  readonly settings: unknown;
}

/**
 * A scenario as data. It lies in `scenarios/<id>/scenario.ts` and is that module's default export; its load lies
 * beside it in `workload.ts`.
 */
export interface Scenario {
  readonly id: string;
  readonly title: Text;
  readonly question: Text;
  /** Topology that the others are compared with, when it is among the arms; otherwise the first arm is. */
  readonly baseline: string;
  /** Topologies that run when none are asked for: an arm that only explains is left to the profiles that have the time. */
  readonly arms: Readonly<Record<ProfileId, readonly string[]>>;
  /** Topologies that it makes sense for; all of them without. */
  readonly topologies?: readonly string[];
  /**
   * Those of its arms that it can do without: where a component of theirs is not to be had, a run leaves them out, and says so. One that is
   * asked for by name is never left out.
   */
  readonly skippable?: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /**
   * Numbers of rounds after which a run compares, in the place of the profile's. A scenario whose effects lie near their limits would settle nothing at
   * an early look, and pays for it at the last one. With a single look the run has no earlier end.
   */
  readonly looks?: Partial<Readonly<Record<ProfileId, Profile['looks']>>>;
  /**
   * How many requests of its load are traced in each arm when all rounds have ended, so that the report can show one request's way. They
   * are of all endpoints, and measure nothing. None without.
   */
  readonly traced?: Readonly<Record<ProfileId, number>>;
  readonly experiment: Experiment;
  readonly claims: readonly Claim[];
  /** The few ratios that stand for it; none without. */
  readonly keyRatios?: readonly KeyRatio[];
  /** What else the evidence says; empty where it says nothing. */
  readonly insights?: (evidence: Evidence) => readonly Insight[];
}
