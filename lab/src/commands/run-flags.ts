import { randomInt } from 'node:crypto';
import { type Plan, planTrials } from '../bench/plan.ts';
import { DRIVER_IDS, type DriverId } from '../drivers/driver.ts';
import { followsCapacity, planExperiment } from '../experiments/plan-experiment.ts';
import type { Capacity } from '../records/capacity.ts';
import { notOneOf, UsageError } from '../registry/usage-error.ts';
import { PROFILE_IDS, PROFILES, type Profile, type ProfileId } from '../scenario/profile.ts';
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
  const profile = profileFor(scenario, parseProfile(flags.profile));
  const asked = flags.arms || scenario.arms[profile.id].join(',');
  const arms = parseArms(asked, scenario);
  const seed = parseSeed(flags.seed);
  const baseline = baselineOf(arms, scenario.baseline);
  const trials = planTrials(arms, Math.max(...profile.looks), seed);
  const capacity = known ?? parseCapacity(flags.capacity, scenario);
  const experiment = planExperiment(scenario, { profile, arms, capacity });
  return { scenario, profile, arms, baseline, seed, trials, capacity, ...experiment };
}

/** The profile, with the looks of the scenario's own where it has some. */
function profileFor({ looks }: Scenario, id: ProfileId): Profile {
  const own = looks?.[id];
  return own ? { ...PROFILES[id], looks: own } : PROFILES[id];
}

export function parseProfile(given: string | undefined): ProfileId {
  const profile = PROFILE_IDS.find((id) => id === (given || DEFAULT_PROFILE));
  if (!profile) throw notOneOf({ en: 'profile', ko: '프로파일' }, given ?? '', PROFILE_IDS);
  return profile;
}

export function parseDriver(given: string | undefined): DriverId | undefined {
  const driver = DRIVER_IDS.find((id) => id === given);
  if (given && !driver) throw notOneOf({ en: 'driver', ko: '부하 발생기' }, given, DRIVER_IDS);
  return driver;
}

/** @throws {UsageError} when it is none; drawn when none is given */
export function parseSeed(given: string | undefined): number {
  if (!given) return randomInt(1, 1_000_000);
  const seed = Number(given);
  if (/^\d+$/.test(given) && seed <= GREATEST_SEED) return seed;
  throw new UsageError({
    en: `"${given}" is no seed. Valid: a whole number from 0 to ${GREATEST_SEED}.`,
    ko: `시드로 쓸 수 없는 값: "${given}". 0에서 ${GREATEST_SEED} 사이의 정수여야 한다.`,
  });
}

function parseCapacity(given: string | undefined, scenario: Scenario): Capacity | undefined {
  if (!given) return undefined;
  if (!followsCapacity(scenario))
    throw new UsageError({
      en: `No load of the scenario ${scenario.id} follows from a capacity. Leave it out.`,
      ko: `시나리오 ${scenario.id}에는 처리량 한계로 정하는 부하가 없다. CAPACITY를 뺀다.`,
    });
  const perSecond = Number(given);
  if (/^\d+(\.\d+)?$/.test(given) && perSecond > 0) return { perSecond, pilots: [] };
  throw new UsageError({
    en: `"${given}" is no capacity. Valid: requests per second, more than 0.`,
    ko: `처리량 한계로 쓸 수 없는 값: "${given}". 0보다 큰 초당 요청 수여야 한다.`,
  });
}
