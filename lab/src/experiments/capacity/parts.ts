import type { Part } from '../../host/memory.ts';
import { descendants, type ListedProcess, listProcesses } from '../../host/processes/process-table.ts';
import { roleOf } from '../../topologies/replicated.ts';
import type { RunningSystem } from '../../topologies/topology.ts';
import type { CapacitySettings } from './settings.ts';

/** A part of an arm that is measured by itself. None of the processes of one is in another. */
export interface ScaledPart {
  readonly name: string;
  /** What it is an instance of, e.g. `recommendations`. */
  readonly role: string;
  /** CPU seconds per second that it may use once limits are in force; null for what is no instance and has no limit. */
  readonly quota: number | null;
  readonly pids: readonly number[];
}

/**
 * The parts of a running system. An instance is what an operator would add one of: a process, or a worker of a cluster. The
 * cluster's primary only hands connections or requests over and counts as none; nor does a component, of which there is always one.
 *
 * @throws when a cluster does not have all of its workers
 */
export function partsOf(
  system: Pick<RunningSystem, 'topology' | 'processes'>,
  components: readonly Part[],
  { quota, timesQuota }: Pick<CapacitySettings, 'quota' | 'timesQuota'>,
  all: readonly ListedProcess[] = listProcesses(),
): ScaledPart[] {
  const quotaOf = (role: string) => quota * (timesQuota[role] ?? 1);
  const services = system.processes.flatMap(({ name, pid }): ScaledPart[] => {
    const spec = system.topology.processes.find((each) => each.name === name);
    const { WORKERS, CLUSTER } = spec?.env ?? {};
    const workers = Number(WORKERS ?? 1);
    const role = spec ? roleOf(spec) : name;
    if (workers === 1 && CLUSTER !== 'on')
      return [{ name, role, quota: quotaOf(role), pids: descendants(pid, all) }];
    const forked = all.filter(({ parent }) => parent === pid).toSorted((a, b) => a.pid - b.pid);
    if (forked.length !== workers)
      throw new Error(`${name} has ${forked.length} processes of its own instead of ${workers} workers`);
    return [
      { name: `${name} (primary)`, role: 'primary', quota: null, pids: [pid] },
      ...forked.map((worker, index) => ({
        name: `${name}-${index + 1}`,
        role: name,
        quota: quotaOf(name),
        pids: descendants(worker.pid, all),
      })),
    ];
  });
  const others = components.map(({ name, pids }) => ({
    ...{ name, role: name, quota: null },
    pids: [...new Set(pids.flatMap((pid) => descendants(pid, all)))],
  }));
  return [...services, ...others];
}

/** Names of the instances of what is scaled: those of one part, or, in an arm that has no such part, all instances. */
export function scaledAmong(parts: readonly ScaledPart[], part: string): string[] {
  const instances = parts.filter(({ quota }) => quota !== null);
  const ofPart = instances.filter(({ role }) => role === part);
  return (ofPart.length > 0 ? ofPart : instances).map(({ name }) => name);
}
