import type { Budget } from './prediction.ts';
import type { PartUsage, RateTry } from './record.ts';

/** From this share of a quota on, an instance is at it: pauses between requests, and periods at either end, are lost. */
const AT_QUOTA = 0.9;
/** So is one that was held back in so many of its periods: work that comes in bursts leaves some of the quota unused in between. */
const OFTEN_HELD = 0.75;
const AT_ALL_CPUS = 0.9;
/** A queue is one Erlang process, which runs on one CPU at a time: a broker that needs so much of one is at its end. */
const AT_ONE_CPU = 0.9;
/** From this share of a request's time on, its database is what it waits for. */
const MOSTLY = 0.5;

/** More CPU time than this share of the quota cannot be had under it. */
const OVER_QUOTA = 1.15;

export const NO_CPU_LEFT = 'CPUs of the machine';

/**
 * What a rate that failed came up against. First of all whether the arm's CPUs were used up, which says something of the machine and
 * nothing of the instances; then the roles with an instance at its quota; the broker; the databases, whose writers let transactions
 * in one by one. Empty when it is none of these.
 */
export function limitsOf({ parts, database }: Pick<RateTry, 'parts' | 'database'>, budget: Budget): string[] {
  const all = parts.reduce((sum, { cpus }) => sum + cpus, 0);
  if (all >= AT_ALL_CPUS * budget.cpus) return [NO_CPU_LEFT];
  const atQuota = parts.filter(
    ({ limited, cpus, throttled }) =>
      limited && (cpus >= AT_QUOTA * budget.quota || (throttled ?? 0) >= OFTEN_HELD),
  );
  if (atQuota.length > 0) return [...new Set(atQuota.map(({ role }) => role))];
  const broker = parts.filter(({ role, cpus }) => role === 'rabbitmq' && cpus >= AT_ONE_CPU);
  if (broker.length > 0) return ['rabbitmq'];
  return database >= MOSTLY ? ['database'] : [];
}

/** Instances that had more than their quota: their limit was not in force. */
export const overQuota = (parts: readonly PartUsage[], quota: number): string[] =>
  parts.filter(({ limited, cpus }) => limited && cpus > OVER_QUOTA * quota).map(({ name }) => name);
