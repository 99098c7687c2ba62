import type { Fault } from '../faults/fault.ts';
import type { ProfileId } from '../plan/profile.ts';
import type { Text } from '../scenario/scenario.ts';

/** A fault of an experiment: the same in every arm, and in the same context. */
export interface PlannedFault {
  /** Also the beginning of its measures' ids, e.g. `crash`. */
  readonly id: string;
  readonly title: Text;
  readonly context: string;
  readonly fault: Fault;
  /** Seconds for which it is there at most: one that has not ended by itself is then taken away. */
  readonly seconds: number;
  /** Profiles that have the time for it. */
  readonly profiles: readonly ProfileId[];
}

/** Faults injected one after the other into systems under steady load. */
export interface FaultExperiment {
  readonly kind: 'faults';
  /** Arrival rate of the load, over all endpoints. */
  readonly perSecond: number;
  /** Seconds of load before each fault, and after it. */
  readonly before: Readonly<Record<ProfileId, number>>;
  readonly after: Readonly<Record<ProfileId, number>>;
  /** Endpoints that cannot answer without the faulty context; the others are bystanders. */
  readonly needed: readonly string[];
  readonly faults: readonly PlannedFault[];
}
