import type { PartUsage } from './record.ts';

/** A capacity may differ by this share from what the quotas bear. Periods at either end of the window, and pauses, are lost. */
const AGREES_WITHIN = 0.15;

/**
 * The cross-check of a capacity: the rate at which the first role would reach the quotas of all of its instances together, if a request
 * costs what it cost in the burst. The capacity is a count of answers, and this one of CPU time. It is the greater one where an instance
 * left some of its quota unused, because it waited for something else or had too little to do.
 *
 * @param perSecond requests per second while the parts used what they did
 * @returns requests per second; infinite where no part with a quota used anything
 */
export function expectedCapacity(parts: readonly PartUsage[], perSecond: number): number {
  const roles = new Map<string, { quotas: number; used: number }>();
  for (const { role, quota, cpus } of parts) {
    if (quota === null) continue;
    const known = roles.get(role) ?? { quotas: 0, used: 0 };
    roles.set(role, { quotas: known.quotas + quota, used: known.used + cpus });
  }
  return perSecond * Math.min(...[...roles.values()].map(({ quotas, used }) => quotas / used));
}

export const disagrees = (capacity: number, expected: number): boolean =>
  Math.abs(expected / capacity - 1) > AGREES_WITHIN;
