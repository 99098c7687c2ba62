import type { PartUsage } from './record.ts';

/** What the instances may use. CPU seconds per second. */
export interface Budget {
  /** Of each instance. */
  readonly quota: number;
  /** Of all processes of the arm together: how many CPUs they run on. */
  readonly cpus: number;
}

/**
 * The rate at which the first role would reach the quota of all of its instances together, or the arm the CPUs that it has,
 * should a request cost what it costs now.
 *
 * @param usage at that rate, without quotas
 * @param perSecond requests per second
 */
export function predictedRate(usage: readonly PartUsage[], perSecond: number, budget: Budget): number {
  const roles = new Map<string, { instances: number; used: number }>();
  for (const { role, cpus } of usage.filter(({ limited }) => limited)) {
    const known = roles.get(role) ?? { instances: 0, used: 0 };
    roles.set(role, { instances: known.instances + 1, used: known.used + cpus });
  }
  const all = usage.reduce((sum, { cpus }) => sum + cpus, 0);
  const rates = [
    ...[...roles.values()].map(({ instances, used }) => (instances * budget.quota) / used),
    budget.cpus / all,
  ];
  return perSecond * Math.min(...rates);
}
