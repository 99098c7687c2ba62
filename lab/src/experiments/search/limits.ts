import type { Budget } from './prediction.ts';
import type { PartUsage, RateTry } from './record.ts';

/** From this share of a quota on, an instance is at it: pauses between requests, and periods at either end, are lost. */
const AT_QUOTA = 0.9;
/** So is one that was held back in so many of its periods: work that comes in bursts leaves some of the quota unused in between. */
const OFTEN_HELD = 0.75;
const AT_ALL_CPUS = 0.9;
/** A component that can use one CPU at a time, and needs so much of it, is at its end. */
const AT_ONE_CPU = 0.9;
/** From this share of a request's time on, its database is what it waits for. */
const MOSTLY = 0.5;

/** More CPU time than this share of the quota cannot be had under it. */
const OVER_QUOTA = 1.15;

export const NO_CPU_LEFT = 'CPUs of the machine';

/**
 * What a rate that failed came up against. First of all whether the arm's CPUs were used up, which says something of the machine and
 * nothing of the instances; then the roles with an instance at its quota; the components; the databases, whose writers let transactions
 * in one by one. Empty when it is none of these.
 *
 * @param serial ids of the components that can use one CPU at a time
 */
export function limitsOf(
  { parts, database }: Pick<RateTry, 'parts' | 'database'>,
  budget: Budget,
  serial: readonly string[],
): string[] {
  const all = parts.reduce((sum, { cpus }) => sum + cpus, 0);
  if (all >= AT_ALL_CPUS * budget.cpus) return [NO_CPU_LEFT];
  const atQuota = parts.filter(
    ({ limited, cpus, throttled }) =>
      limited && (cpus >= AT_QUOTA * budget.quota || (throttled ?? 0) >= OFTEN_HELD),
  );
  if (atQuota.length > 0) return [...new Set(atQuota.map(({ role }) => role))];
  const atOneCpu = parts.filter(({ role, cpus }) => serial.includes(role) && cpus >= AT_ONE_CPU);
  if (atOneCpu.length > 0) return atOneCpu.map(({ role }) => role);
  return database >= MOSTLY ? ['database'] : [];
}

/** Instances that had more than their quota: their limit was not in force. */
export const overQuota = (parts: readonly PartUsage[], quota: number): string[] =>
  parts.filter(({ limited, cpus }) => limited && cpus > OVER_QUOTA * quota).map(({ name }) => name);
