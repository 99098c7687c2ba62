import { type Plan, type PlannedTrial, phasesOf } from '../plan/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ComparisonFile } from './records/comparison.ts';
import type { TrialRecord } from './records/trial.ts';

/** Hears how a run goes on. */
export interface Progress {
  /** A line that stays. */
  note(line: string): void;
  trialStarts(trial: PlannedTrial, attempt: number, expected: TimeLeft): void;
  /** What the current trial is doing, in a few words. */
  step(what: string): void;
  trialEnded(trial: PlannedTrial, record: TrialRecord): void;
  /** Every arm's trial of a round has ended. */
  roundEnded(round: number, of: number, scenario: Scenario, soFar: ComparisonFile): void;
  /** Nothing more will be heard. */
  end(): void;
}

export interface TimeLeft {
  /** Trials of the run, this one included, and how many were planned in all. */
  readonly trials: number;
  readonly of: number;
  readonly seconds: number;
}

export const silent: Progress = {
  note: () => undefined,
  trialStarts: () => undefined,
  step: () => undefined,
  trialEnded: () => undefined,
  roundEnded: () => undefined,
  end: () => undefined,
};

/** Estimates how long the rest of a run takes: by the trials of the same arm so far, or by the schedule before there is one. */
export class TimeEstimate {
  readonly #seconds = new Map<string, number[]>();

  /** @param scheduled seconds that a trial's load takes by its schedule, its start and end not counted */
  constructor(
    private readonly scheduled: number,
    private readonly overhead = 6,
  ) {}

  /** Knows the trials that have ended already. */
  static of({ scenario, profile }: Plan, ended: readonly TrialRecord[]): TimeEstimate {
    const phases = phasesOf(scenario, profile).reduce((sum, { seconds }) => sum + seconds, 0);
    const estimate = new TimeEstimate(phases + profile.warmUp.minSeconds + profile.idleSeconds);
    for (const { arm, startedAt, endedAt } of ended)
      estimate.took(arm, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
    return estimate;
  }

  took(arm: string, seconds: number): void {
    this.#seconds.set(arm, [...(this.#seconds.get(arm) ?? []), seconds]);
  }

  forArm(arm: string): number {
    const known = this.#seconds.get(arm);
    if (!known) return this.scheduled + this.overhead;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }

  forAll(trials: readonly PlannedTrial[]): number {
    return trials.reduce((sum, { arm }) => sum + this.forArm(arm.name), 0);
  }
}
