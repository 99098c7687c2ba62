import { randomInt } from 'node:crypto';
import { type Plan, planTrials } from '../bench/plan.ts';
import { DRIVER_IDS, type DriverId } from '../drivers/driver.ts';
import { followsCapacity, planExperiment } from '../experiments/plan-experiment.ts';
import type { Capacity } from '../records/capacity.ts';
import { notOneOf, UsageError } from '../registry/usage-error.ts';
import { PROFILE_IDS, PROFILES, type ProfileId } from '../scenario/profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { baselineOf, parseArms } from '../topologies/arms.ts';

export const DEFAULT_SCENARIO = 'latency';
export const DEFAULT_PROFILE: ProfileId = 'quick';
const GREATEST_SEED = 2 ** 31 - 1;

/** What of a run's flags decides its plan. Make passes variables that were not given as empty strings. */
export interface PlanFlags {
  readonly profile?: string | undefined;
  readonly arms?: string | undefined;
  readonly seed?: string | undefined;
  readonly capacity?: string | undefined;
}

/**
 * Everything that can be wrong with what was asked for is found here, before anything is started or written.
 *
 * @param known the capacity that a run has which is resumed
 */
export function planOf(scenario: Scenario, flags: PlanFlags, known?: Capacity): Plan {
  const profile = PROFILES[parseProfile(flags.profile)];
  const asked = flags.arms || scenario.arms[profile.id].join(',');
  const arms = parseArms(asked, scenario);
  const seed = parseSeed(flags.seed);
  const baseline = baselineOf(arms, scenario.baseline);
  const trials = planTrials(arms, Math.max(...profile.looks), seed);
  const capacity = known ?? parseCapacity(flags.capacity, scenario);
  const experiment = planExperiment(scenario, { profile, arms, capacity });
  return { scenario, profile, arms, baseline, seed, trials, capacity, ...experiment };
}

export function parseProfile(given: string | undefined): ProfileId {
  const profile = PROFILE_IDS.find((id) => id === (given || DEFAULT_PROFILE));
  if (!profile) throw notOneOf('profile', given ?? '', PROFILE_IDS);
  return profile;
}

export function parseDriver(given: string | undefined): DriverId | undefined {
  const driver = DRIVER_IDS.find((id) => id === given);
  if (given && !driver) throw notOneOf('driver', given, DRIVER_IDS);
  return driver;
}

/** @throws {UsageError} when it is none; drawn when none is given */
export function parseSeed(given: string | undefined): number {
  if (!given) return randomInt(1, 1_000_000);
  const seed = Number(given);
  if (/^\d+$/.test(given) && seed <= GREATEST_SEED) return seed;
  throw new UsageError(`"${given}" is no seed. Valid: a whole number from 0 to ${GREATEST_SEED}.`);
}

function parseCapacity(given: string | undefined, scenario: Scenario): Capacity | undefined {
  if (!given) return undefined;
  if (!followsCapacity(scenario))
    throw new UsageError(`No load of the scenario ${scenario.id} follows from a capacity. Leave it out.`);
  const perSecond = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && perSecond > 0) return { perSecond, pilots: [] };
  throw new UsageError(`"${given}" is no capacity. Valid: requests per second, more than 0.`);
}
