import type { Driver } from '../drivers/driver.ts';
import { tellsCompetingUse } from '../host/competing-use.ts';
import { areShared, type CpuSets } from '../host/cpu-sets.ts';
import { isMachineShared } from '../host/shared-machine.ts';

/** What must be known to tell the use of others from a run's own. */
interface Watched {
  readonly components: { readonly unseen: readonly string[] };
  readonly driver: Pick<Driver, 'id' | 'lasting'>;
  readonly cpus?: CpuSets | undefined;
}

/** What the machine says of itself. */
interface Host {
  readonly shared: boolean;
  readonly tells: boolean;
}

/**
 * Why the lab does not watch whether other programs use the arms' CPUs; undefined when it does. The use of a process that the lab cannot see
 * would count as others', and make trials of the arms that have it invalid. So no arm is judged then: all have the same conditions.
 */
export function whyUnwatched(
  { components, driver, cpus }: Watched,
  host: Host = { shared: isMachineShared(), tells: tellsCompetingUse() },
): string | undefined {
  if (host.shared) return 'LAB_SHARED_MACHINE is set, and a trial counts even if its driver was late';
  if (!host.tells) return 'this system does not tell it';
  if (components.unseen.length > 0)
    return `the lab does not see the processes of ${components.unseen.join(' and ')}`;
  if (!driver.lasting && (!cpus || areShared(cpus))) return `${driver.id} uses the arms' CPUs too`;
  return undefined;
}
