import { LEAD_IN_SECONDS } from '../drivers/driver.ts';
import type { Arm, Scenario } from '../scenario/scenario.ts';
import type { Profile } from './profile.ts';
import { seededRandom, shuffled } from './random.ts';

export interface PlannedTrial {
  /** Counted from 1 over the whole run. */
  readonly number: number;
  /** Counted from 1. */
  readonly round: number;
  readonly arm: Arm;
}

/** What a run will do, decided before it starts. The seed decides the order, the data and the load. */
export interface Plan {
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly arms: readonly Arm[];
  readonly baseline: string;
  readonly seed: number;
  /** Up to the last look: most runs end before. */
  readonly trials: readonly PlannedTrial[];
}

/**
 * The trials of a run: every round holds each arm once, in an order drawn from the seed, so that a drift of the machine
 * hits all arms alike (Abedi and Brecht, "Conducting repeatable experiments in highly variable cloud computing
 * environments", ICPE 2017: randomized multiple interleaved trials). The order of a round does not depend on how many
 * follow, so that a run can be extended.
 */
export function planTrials(arms: readonly Arm[], rounds: number, seed: number): PlannedTrial[] {
  const random = seededRandom(seed);
  return Array.from({ length: rounds }, (_, index) => index + 1)
    .flatMap((round) => shuffled(arms, random).map((arm) => ({ round, arm })))
    .map((trial, index) => ({ number: index + 1, ...trial }));
}

/** A phase of the load with the profile's duration. */
export interface PlannedPhase {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
}

export const phasesOf = (scenario: Scenario, profile: Profile): PlannedPhase[] =>
  scenario.phases.map(({ name, perSecond, seconds }) => ({ name, perSecond, seconds: seconds[profile.id] }));

/** Requests that a trial sends at most: set-up must leave the load enough to work on. */
export function mostIterations(scenario: Scenario, profile: Profile): number {
  const warmUp = scenario.warmUpPerSecond * profile.warmUp.maxSeconds;
  return phasesOf(scenario, profile).reduce(
    (sum, { perSecond, seconds }) => sum + perSecond * (LEAD_IN_SECONDS + seconds),
    warmUp,
  );
}
