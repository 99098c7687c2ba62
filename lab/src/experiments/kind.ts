import type { z } from 'zod';
import type { RoundPlan } from '../bench/plan.ts';
import type { Round, TrialSetting } from '../bench/round.ts';
import type { Html } from '../charts/html.ts';
import type { Said } from '../charts/said.ts';
import type { Capacity } from '../records/capacity.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Profile } from '../scenario/profile.ts';
import type { Arm, Measurable, Measure, Text } from '../scenario/scenario.ts';

/**
 * A kind of experiment: what is done to the systems of a round, and how that is told. A scenario is data for one kind. Each kind is
 * a folder here and a line in the registry; nobody else asks which kind it is.
 */
export interface ExperimentKind<Settings = unknown, Details = unknown> {
  /** As scenarios name it, e.g. `load`. */
  readonly id: string;
  /** What a scenario says. It is kept in the manifest, and a run is only gone on with where it is the same. */
  readonly settings: z.ZodType<Settings>;
  /** What a trial's record holds besides what every trial's does. */
  readonly details: z.ZodType<Details>;
  /** What a round puts on its systems. */
  plan(settings: Settings, at: PlanContext): RoundPlan;
  /** What its trials have values of, besides the metrics of its phases. */
  measures(settings: Settings): readonly Measure[];
  /** Modules of the scenario's folder that its load is of, besides `workload`; none without. They are looked for before a run begins. */
  workloads?(settings: Settings): readonly string[];
  /** How it finds what the machine bears, where rates follow from that; they are fixed without. */
  readonly capacity?: CapacityProbe<Settings>;
  /** Ids of what the kind needs of the machine, besides what every run needs (`host/needs.ts`). Checked before a run begins. */
  readonly needs?: readonly string[];
  /**
   * Makes what the rounds need and do not measure, e.g. programs that are built, before the first one. It does not count against the profile's time.
   *
   * @throws what ends the run; the signal's reason when it is called off
   */
  prepare?(settings: Settings, setting: TrialSetting): Promise<void>;
  /**
   * Runs the trials of a round once. A trial that cannot be run to its end is a record too, an invalid one with the reason.
   *
   * @returns a record for each trial, in their order
   * @throws the signal's reason, when the run is called off; what ends the run, as no other attempt would mend it, e.g. a program that cannot be built
   */
  runRound(settings: Settings, setting: TrialSetting, round: Round): Promise<TrialRecord[]>;
  /** What claims may be decided on besides metrics. Pure. Only the kind's own functions read it. */
  facts?(trials: readonly TrialOf<Details>[]): unknown;
  readonly tell: Tell<Details>;
}

/** What a plan depends on besides the settings. */
export interface PlanContext {
  readonly profile: Profile;
  readonly arms: readonly Arm[];
  /** Undefined where it has not been measured. */
  readonly capacity?: Capacity | undefined;
}

/** Finds what a run's rates follow from, once, before its first round. */
export interface CapacityProbe<Settings> {
  /**
   * Arms that are to be tried; none where the profile's rates are fixed.
   *
   * @param cpus how many CPUs the arms have; undefined where they share all of them with the driver
   */
  arms(settings: Settings, at: PlanContext, cpus: number | undefined): readonly Arm[];
  /** Whether a capacity that a user gives would change anything. */
  isUsed(settings: Settings): boolean;
  /**
   * Tries each of these arms: a trial of each, one after the other.
   *
   * @throws when one of them cannot be measured, with the reason; the signal's reason when the run is called off
   */
  measure(settings: Settings, setting: TrialSetting, pilots: Round): Promise<Capacity>;
}

/** A trial's record, with details of the kind; null where the trial did not come that far. */
export type TrialOf<Details> = Omit<TrialRecord, 'details'> & { readonly details: Details | null };

/** A run of the kind. */
export type RunOf<Details> = Omit<RunFiles, 'trials'> & { readonly trials: readonly TrialOf<Details>[] };

/** How a kind is told. All of it is pure, and made of what is stored. */
export interface Tell<Details> {
  /** A valid trial in some words, for the progress. */
  progress(trial: TrialOf<Details>): Said;
  /** How it was measured, for the report. */
  method(run: RunOf<Details>): MethodText;
  /** The same in Korean; English stands in its place without. */
  methodInKorean?(run: RunOf<Details>): MethodText;
  /** What a reader should know before believing the comparison, besides what every run's warnings are. Trials are those that are judged. */
  warnings?(run: Warned<Details>): readonly Text[];
  /**
   * The value, in the metric's unit, that trials store for zero and for less than the metric resolves. Undefined where a metric has no such
   * value. Reports form no ratio with it.
   */
  least?(metric: Pick<Measure, 'id' | 'unit'>): number | undefined;
  /** The report's chapters on what only this kind has; null where there is nothing to show. */
  chapters?(run: RunOf<Details>): Html | null;
  /** Memory of each part of the arm, where the kind keeps it in its details. A part that the lab cannot see has none. */
  memory?(details: Details): readonly { readonly process: string; readonly bytes: number }[];
}

/** What of a run a kind's warnings are made of. */
export interface Warned<Details> extends Pick<Measurable, 'phases'> {
  readonly baseline: string;
  readonly trials: readonly TrialOf<Details>[];
}

/** The report's words on method that differ by kind; null where one has nothing to say. */
export interface MethodText {
  /** What a trial does: goes on after "One trial". */
  readonly trial: Html;
  /** How the systems of a round share the machine. */
  readonly turns: Html | null;
  /** What the load is. */
  readonly load: Html | null;
  /** Whose CPU time and memory is counted. */
  readonly use: Html | null;
}
