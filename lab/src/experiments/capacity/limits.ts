import type { PartUsage } from './record.ts';

/** From this share of a quota on, an instance is at it: pauses between requests, and periods at either end, are lost. */
const AT_QUOTA = 0.9;
/** So is one that was held back in so many of its periods: work that comes in bursts leaves some of the quota unused in between. */
const OFTEN_HELD = 0.75;
const AT_ALL_CPUS = 0.9;
/** A component that can use one CPU at a time, and needs so much of it, is at its end. */
const AT_ONE_CPU = 0.9;

/** More CPU time than this share of the quota cannot be had under it. */
const OVER_QUOTA = 1.15;

export const NO_CPU_LEFT = 'CPUs of the machine';

/**
 * What a burst came up against. First of all whether the arm's CPUs were used up, which says something of the machine and nothing of the
 * instances; then the roles with an instance at its quota; then the components. Empty when it is none of these.
 *
 * @param cpus how many CPUs the arm runs on
 * @param serial ids of the components that can use one CPU at a time
 */
export function limitsOf(parts: readonly PartUsage[], cpus: number, serial: readonly string[]): string[] {
  const all = parts.reduce((sum, part) => sum + part.cpus, 0);
  if (all >= AT_ALL_CPUS * cpus) return [NO_CPU_LEFT];
  const atQuota = parts.filter(
    (part) =>
      part.quota !== null && (part.cpus >= AT_QUOTA * part.quota || (part.throttled ?? 0) >= OFTEN_HELD),
  );
  if (atQuota.length > 0) return [...new Set(atQuota.map(({ role }) => role))];
  return parts
    .filter((part) => serial.includes(part.role) && part.cpus >= AT_ONE_CPU)
    .map(({ role }) => role);
}

/** Instances that had more than their quota: their limit was not in force. */
export const overQuota = (parts: readonly PartUsage[]): string[] =>
  parts.filter(({ quota, cpus }) => quota !== null && cpus > OVER_QUOTA * quota).map(({ name }) => name);
