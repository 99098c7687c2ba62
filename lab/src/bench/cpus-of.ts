import { type CpuSets, withExactly } from '../host/cpu-sets.ts';
import { UsageError } from '../registry/usage-error.ts';
import type { Topology } from '../topologies/topology.ts';

/**
 * The CPUs of an arm and of the driver in front of it: those of all arms, unless the arm is to have another number of them.
 *
 * @param sets undefined where arms and driver share all CPUs
 * @throws {UsageError} when there are not so many
 */
export function cpusOf({ id, cpus }: Topology, sets: CpuSets | undefined): CpuSets | undefined {
  if (cpus === undefined) return sets;
  const own = sets && withExactly(cpus, sets);
  if (own) return own;
  const why = sets
    ? 'there are not so many'
    : 'this machine cannot keep processes on CPUs of their own: that takes Linux, two CPUs and taskset';
  throw new UsageError(`${id} is to have ${cpus === 1 ? 'one CPU' : `${cpus} CPUs`}, and ${why}.`);
}
