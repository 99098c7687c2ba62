import type { Profile, ProfileId } from '../../scenario/profile.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { Fault } from './faults/fault.ts';

/** A fault of an experiment: the same in every arm, and in the same context. */
export interface PlannedFault {
  /** Also the beginning of its measures' ids, e.g. `crash`. */
  readonly id: string;
  readonly title: Text;
  readonly context: string;
  readonly fault: Fault | BrokerOutage;
  /** Seconds for which it is there at most: one that has not ended by itself is then taken away. */
  readonly seconds: number;
  /** Profiles that have the time for it. */
  readonly profiles: readonly ProfileId[];
  /** Topologies that it spares, because it would show nothing there that another one does not. */
  readonly notIn?: readonly string[];
}

/** A component is killed and started again on its data: only deployments that have it can suffer it. */
export interface BrokerOutage {
  readonly kind: 'broker-outage';
  /** Its id; the first one that a deployment has where it does not say. */
  readonly component?: string;
}

/** Faults injected one after the other into systems under steady load. */
export interface FaultExperiment {
  readonly kind: 'faults';
  /** Arrival rate of the load, over all endpoints. */
  readonly perSecond: number;
  /** Enough that nothing is slow before a fault: how fast the system becomes is not the question. */
  readonly warmUp: Readonly<Record<ProfileId, Profile['warmUp']>>;
  /** Seconds of load before each fault, and after it. */
  readonly before: Readonly<Record<ProfileId, number>>;
  readonly after: Readonly<Record<ProfileId, number>>;
  /** Endpoints that cannot answer without the faulty context; the others are bystanders. */
  readonly needed: readonly string[];
  readonly faults: readonly PlannedFault[];
}

/** The stretches of load that a profile's faults fall upon, in no order. */
export const struckStretches = ({ faults, perSecond, before, after }: FaultExperiment, profile: ProfileId) =>
  faults
    .filter(({ profiles }) => profiles.includes(profile))
    .map(({ id, seconds }) => ({ name: id, perSecond, seconds: before[profile] + seconds + after[profile] }));
