import { KOREAN } from '../../charts/korean.ts';
import type { Capacity } from '../../records/capacity.ts';
import type { ProfileId } from '../../scenario/profile.ts';
import type { PlannedPhase, Text } from '../../scenario/scenario.ts';
import type { Warned } from '../kind.ts';
import type { LoadSettings, RateRange } from './settings.ts';

/**
 * The phases of a profile with their rates. A rate is a share of the capacity where that is known and the phase has one, and else the
 * phase's own. A phase lasts longer where it needs that to have its least number of requests.
 */
export function phasesAt(
  { phases, capacity }: Pick<LoadSettings, 'phases' | 'capacity'>,
  profile: ProfileId,
  found: Capacity | undefined,
): PlannedPhase[] {
  return phases
    .filter(({ seconds }) => seconds[profile] > 0)
    .map(({ share, perSecond, requests, seconds, ...phase }) => {
      const following =
        found && capacity && share !== undefined
          ? { share, ...rateOf(share, found.perSecond, capacity.rates) }
          : { perSecond };
      const least = Math.ceil((requests?.[profile] ?? 0) / following.perSecond);
      return { ...phase, ...following, seconds: Math.max(seconds[profile], least) };
    });
}

/** All systems of a round warm up side by side, on the CPUs that one of them has later: so they have at most this share of its capacity together. */
const MOST_TOGETHER = 0.5;

/**
 * The warm-up's rate for each system, in the same way.
 *
 * @param systems so many warm up side by side
 */
export function warmUpRate(
  { warmUpPerSecond, warmUpShare, capacity }: Omit<LoadSettings, 'phases'>,
  found: Capacity | undefined,
  systems: number,
): number {
  if (!found || !capacity || warmUpShare === undefined) return warmUpPerSecond;
  const share = Math.min(warmUpShare, MOST_TOGETHER / Math.max(1, systems));
  return rateOf(share, found.perSecond, capacity.rates).perSecond;
}

/** A whole number of requests per second within the range; at an end of it, that is said. */
function rateOf(
  share: number,
  capacity: number,
  { least, most }: RateRange,
): Pick<PlannedPhase, 'perSecond' | 'bound'> {
  const wanted = Math.round(share * capacity);
  if (wanted < least) return { perSecond: least, bound: 'least' };
  if (wanted > most) return { perSecond: most, bound: 'most' };
  return { perSecond: wanted };
}

/** What a reader should know where a load is not the share that it was to be. */
export const boundWarnings = (phases: Warned<unknown>['phases']): Text[] =>
  phases.flatMap(({ name, perSecond, share, bound }) => {
    if (bound === undefined || share === undefined) return [];
    const isLeast = bound === 'least';
    return [
      {
        en: `At ${name} load there are ${perSecond} requests a second, the ${bound} that the scenario allows: ${isLeast ? 'more' : 'less'} than ${percentOf(share)} of what this machine bears.`,
        ko: `${KOREAN[name] ?? name} 부하는 시나리오가 허용하는 ${isLeast ? '최소' : '최대'}인 초당 ${perSecond}건이다. 이 머신이 감당하는 양의 ${percentOf(share)}보다 ${isLeast ? '많다' : '적다'}.`,
      },
    ];
  });

/** e.g. `30 %`. */
export const percentOf = (share: number): string => `${Math.round(share * 100)} %`;
