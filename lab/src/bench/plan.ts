import type { Driver, LoadPlan } from '../drivers/driver.ts';
import { blocksOf } from '../drivers/take-turns.ts';
import { struckStretches } from '../experiments/disturbance/fault-experiment.ts';
import { searchStretches } from '../experiments/search/experiment.ts';
import type { Profile } from '../scenario/profile.ts';
import type { Arm, Scenario } from '../scenario/scenario.ts';
import { seededRandom, shuffled } from '../stats/random.ts';

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

/** The trials of each round, in their order. */
export function roundsOf(trials: readonly PlannedTrial[]): PlannedTrial[][] {
  const rounds = new Map<number, PlannedTrial[]>();
  for (const trial of trials) rounds.set(trial.round, [...(rounds.get(trial.round) ?? []), trial]);
  return [...rounds.values()];
}

/** A phase of the load with the profile's duration. */
export interface PlannedPhase {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
}

export const phasesOf = (scenario: Scenario, profile: Profile): PlannedPhase[] =>
  scenario.phases.map(({ name, perSecond, seconds }) => ({ name, perSecond, seconds: seconds[profile.id] }));

/** Every stretch of load of a trial after its warm-up: its phases, and what an experiment of another kind may put on it. */
export function stretchesOf(
  scenario: Scenario,
  profile: Profile,
): Pick<PlannedPhase, 'perSecond' | 'seconds'>[] {
  const phases = phasesOf(scenario, profile);
  const { experiment } = scenario;
  switch (experiment?.kind) {
    case 'faults':
      return [...phases, ...struckStretches(experiment, profile.id)];
    case 'scaling':
      return [...phases, ...searchStretches(experiment, profile.id)];
    case 'builds':
    case undefined:
      return phases;
  }
}

/** How a trial's system is warmed up: as the profile says, unless the scenario's experiment has a reason of its own. */
export function warmUpOf(
  { experiment, warmUpPerSecond: perSecond }: Pick<Scenario, 'experiment' | 'warmUpPerSecond'>,
  profile: Profile,
): LoadPlan['warmUp'] {
  switch (experiment?.kind) {
    case 'faults':
      return { perSecond, ...experiment.warmUp[profile.id] };
    case 'scaling':
      return { perSecond, ...experiment.search[profile.id].warmUp };
    case 'builds':
    case undefined:
      return { perSecond, ...profile.warmUp };
  }
}

/** Requests that a trial sends at most: set-up must leave the load enough to work on. */
export function mostIterations(
  scenario: Scenario,
  profile: Profile,
  { blockSeconds, leadInSeconds }: Pick<Driver, 'blockSeconds' | 'leadInSeconds'>,
): number {
  const { perSecond: rate, maxSeconds } = warmUpOf(scenario, profile);
  return stretchesOf(scenario, profile).reduce((sum, { perSecond, seconds }) => {
    const leadIns = leadInSeconds * blocksOf(seconds, blockSeconds).length;
    return sum + perSecond * (leadIns + seconds);
  }, rate * maxSeconds);
}

/**
 * The order in which the systems of a round take turns, a new one for each set of turns: one drawn from the seed, then its
 * reverse, then another. What drifts steadily over a set and its reverse hits all alike ("ABBA").
 */
export function turnsOf(
  seed: number,
  round: number,
  attempt: number,
): <T>(systems: readonly T[]) => readonly T[] {
  const random = seededRandom(seed + round * 1_000_003 + attempt * 7_919);
  let places: number[] | undefined;
  return (systems) => {
    const drawn = places?.toReversed() ?? shuffled([...systems.keys()], random);
    places = places ? undefined : drawn;
    return drawn.flatMap((place) => systems[place] ?? []);
  };
}
