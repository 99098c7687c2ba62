import { type Plan, type PlannedTrial, stretchesOf, warmUpOf } from '../bench/plan.ts';
import { loadsOf } from '../experiments/search/experiment.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Hears how a run goes on. */
export interface Progress {
  /** A line that stays. */
  note(line: string): void;
  /** The trials of a round are about to run, side by side. */
  roundStarts(trials: readonly PlannedTrial[], attempt: number, expected: TimeLeft): void;
  /** What the current round is doing, in a few words. */
  step(what: string): void;
  trialsEnded(records: readonly TrialRecord[]): void;
  /** A round is over, with valid trials or without. */
  roundEnded(round: number, of: number, scenario: Scenario, soFar: ComparisonFile): void;
  /** Nothing more will be heard. */
  end(): void;
}

export interface TimeLeft {
  /** Rounds of the run, this one included, and how many were planned in all. */
  readonly rounds: number;
  readonly of: number;
  readonly seconds: number;
}

export const silent: Progress = {
  note: () => undefined,
  roundStarts: () => undefined,
  step: () => undefined,
  trialsEnded: () => undefined,
  roundEnded: () => undefined,
  end: () => undefined,
};

/** Seconds that a trial takes besides its schedule: start, set-up and end of its system. */
const OVERHEAD_SECONDS = 6;
/** That each system is mostly warmed up by itself before turns. */
const OWN_WARM_UP_SECONDS = 4;
/** Rates that a search usually tries. */
const USUAL_TRIES = 4;
/** What a change takes from the edit to the running code, on two CPUs, in the shop as it is. */
const CELL_SECONDS = 4;

/** Seconds that a round takes by its schedule, as far as that can be told before one has been run. */
function scheduledSeconds({ scenario, profile, arms }: Plan): number {
  const { experiment } = scenario;
  const { minSeconds } = warmUpOf(scenario, profile);
  const load = stretchesOf(scenario, profile).reduce((sum, { seconds }) => sum + seconds, 0);
  const forEach = (seconds: number) => arms.length * (seconds + OVERHEAD_SECONDS);
  switch (experiment?.kind) {
    case undefined:
      return forEach(load + OWN_WARM_UP_SECONDS) + minSeconds + profile.idleSeconds;
    case 'faults':
      return forEach(load + minSeconds);
    case 'scaling': {
      const search = minSeconds + USUAL_TRIES * experiment.search[profile.id].trySeconds;
      return loadsOf(experiment, profile.id).length * forEach(search);
    }
    case 'builds':
      return arms.length * experiment.cells[profile.id].length * CELL_SECONDS;
  }
}

/** Estimates how long the rest of a run takes: by the rounds so far, or by the schedule before there is one. */
export class TimeEstimate {
  readonly #seconds: number[] = [];

  /** @param scheduled seconds that a round takes by its schedule */
  constructor(private readonly scheduled: number) {}

  /** Knows the rounds that have ended already. */
  static of(plan: Plan, ended: readonly TrialRecord[]): TimeEstimate {
    const estimate = new TimeEstimate(scheduledSeconds(plan));
    for (const round of new Set(ended.map((record) => `${record.round}, attempt ${record.attempt}`))) {
      const own = ended.filter((record) => `${record.round}, attempt ${record.attempt}` === round);
      const began = Math.min(...own.map(({ startedAt }) => Date.parse(startedAt)));
      estimate.took((Math.max(...own.map(({ endedAt }) => Date.parse(endedAt))) - began) / 1000);
    }
    return estimate;
  }

  took(seconds: number): void {
    this.#seconds.push(seconds);
  }

  forRounds(rounds: number): number {
    if (this.#seconds.length === 0) return rounds * this.scheduled;
    return (rounds * this.#seconds.reduce((sum, value) => sum + value, 0)) / this.#seconds.length;
  }
}
