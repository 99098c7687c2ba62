import type { Part } from '../../host/memory.ts';
import { descendants, type ListedProcess, listProcesses } from '../../host/processes/process-table.ts';
import { roleOf } from '../../topologies/replicated.ts';
import type { RunningSystem } from '../../topologies/topology.ts';

/** A part of an arm that is measured by itself. None of the processes of one is in another. */
export interface ScaledPart {
  readonly name: string;
  /** What it is an instance of, e.g. `recommendations`. */
  readonly role: string;
  /** Whether it is an instance, which has a quota. */
  readonly limited: boolean;
  readonly pids: readonly number[];
}

/**
 * The parts of a running system. An instance is what an operator would add one of: a process, or a worker of a cluster. The
 * cluster's primary only hands connections over and counts as none; nor does a component, of which there is always one.
 *
 * @throws when a cluster does not have all of its workers
 */
export function partsOf(
  system: Pick<RunningSystem, 'topology' | 'processes'>,
  components: readonly Part[],
  all: readonly ListedProcess[] = listProcesses(),
): ScaledPart[] {
  const services = system.processes.flatMap(({ name, pid }): ScaledPart[] => {
    const spec = system.topology.processes.find((each) => each.name === name);
    const { WORKERS, CLUSTER } = spec?.env ?? {};
    const workers = Number(WORKERS ?? 1);
    if (workers === 1 && CLUSTER !== 'on')
      return [{ name, role: spec ? roleOf(spec) : name, limited: true, pids: descendants(pid, all) }];
    const forked = all.filter(({ parent }) => parent === pid).toSorted((a, b) => a.pid - b.pid);
    if (forked.length !== workers)
      throw new Error(`${name} has ${forked.length} processes of its own instead of ${workers} workers`);
    return [
      { name: `${name} (primary)`, role: 'primary', limited: false, pids: [pid] },
      ...forked.map((worker, index) => ({
        name: `${name}-${index + 1}`,
        role: name,
        limited: true,
        pids: descendants(worker.pid, all),
      })),
    ];
  });
  const others = components.map(({ name, pids }) => ({
    ...{ name, role: name, limited: false },
    pids: [...new Set(pids.flatMap((pid) => descendants(pid, all)))],
  }));
  return [...services, ...others];
}
