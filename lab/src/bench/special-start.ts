import type { Namespace } from '../components/component.ts';
import type { StartOptions } from '../topologies/supervisor.ts';

/** Where a trial's system does not start as every trial's does. */
export interface SpecialStart {
  /** Whether processes are restarted when they die. */
  readonly supervised?: StartOptions['supervised'];
  /** Environment of its processes besides what every trial's have. */
  readonly env?: StartOptions['env'];
  /** The way to its components: given their fresh place, tells how its processes reach it. */
  readonly over?: (place: Namespace) => Promise<Namespace>;
}
