import type { Plan } from '../bench/plan.ts';
import type { TrialRecord } from '../records/trial.ts';

/** Estimates how long the rest of a run takes: by the rounds so far, or by the schedule before there is one. */
export class TimeEstimate {
  readonly #seconds: number[] = [];

  /** @param scheduled seconds that a round takes by its schedule */
  constructor(private readonly scheduled: number) {}

  /** Knows the rounds that have ended already. */
  static of(plan: Pick<Plan, 'round'>, ended: readonly TrialRecord[]): TimeEstimate {
    const estimate = new TimeEstimate(plan.round.seconds);
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
