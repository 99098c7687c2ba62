import { type CpuSets, withExactly } from '../host/cpu-sets.ts';
import { type Message, UsageError } from '../registry/usage-error.ts';
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
  const why: Message = sets
    ? { en: 'there are not so many', ko: '그만큼 없다' }
    : {
        en: 'this machine cannot keep processes on CPUs of their own: that takes Linux, two CPUs and taskset',
        ko: '이 머신에서는 프로세스를 정해진 CPU에 둘 수 없다. Linux와 CPU 2개, taskset이 필요하다',
      };
  throw new UsageError({
    en: `${id} is to have ${cpus === 1 ? 'one CPU' : `${cpus} CPUs`}, and ${why.en}.`,
    ko: `${id}: CPU ${cpus}개를 써야 하는데 ${why.ko}.`,
  });
}
