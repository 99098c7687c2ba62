import type { Driver, LoadPlan } from '../drivers/driver.ts';
import { blocksOf } from '../drivers/take-turns.ts';
import type { Capacity } from '../records/capacity.ts';
import type { Profile } from '../scenario/profile.ts';
import type { Arm, Measure, PlannedPhase, Scenario } from '../scenario/scenario.ts';
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
  /** What its rates follow from; undefined where they are fixed, and until it has been measured. */
  readonly capacity?: Capacity | undefined;
  /** The settings of the scenario's experiment, checked. */
  readonly settings: unknown;
  readonly round: RoundPlan;
  /** What its trials have values of, besides the metrics of its phases. */
  readonly measures: readonly Measure[];
}

/** Some load that a system gets after its warm-up. */
interface Stretch extends Pick<PlannedPhase, 'perSecond' | 'seconds'> {
  /** Where it comes in turns: whole seconds of each, if it is not the driver that decides. */
  readonly turnSeconds?: number | undefined;
}

/** What a kind of experiment puts on the systems of a round. */
export interface RoundPlan {
  /** Stretches of load that every trial has a record of, and that the lab's own metrics are read of; none for some kinds. */
  readonly phases: readonly PlannedPhase[];
  /** All load that a system gets after its warm-up, at most: its phases, and what else the kind puts on it. */
  readonly stretches: readonly Stretch[];
  readonly warmUp: LoadPlan['warmUp'];
  /** How long a round takes by its schedule. */
  readonly seconds: number;
  /** CPUs that the largest arm needs: where the arms' own set has fewer, they use the driver's too. */
  readonly cpus: number;
}

/** Seconds that a trial takes besides its schedule: start, set-up and end of its system. */
export const TRIAL_OVERHEAD_SECONDS = 6;

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

/** Requests that a trial sends at most: set-up must leave the load enough to work on. */
export function mostIterations(
  { warmUp, stretches }: Pick<RoundPlan, 'warmUp' | 'stretches'>,
  { blockSeconds, leadInSeconds }: Pick<Driver, 'blockSeconds' | 'leadInSeconds'>,
): number {
  return stretches.reduce((sum, { perSecond, seconds, turnSeconds = blockSeconds }) => {
    const leadIns = leadInSeconds * blocksOf(seconds, turnSeconds).length;
    return sum + perSecond * (leadIns + seconds);
  }, warmUp.perSecond * warmUp.maxSeconds);
}

/** What the Poisson arrivals of a round are drawn from. The arms of a round share it, so that their ratios compare the same load. */
export const arrivalSeedOf = (seed: number, round: number): number => seed + round * 1_000_003;

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
