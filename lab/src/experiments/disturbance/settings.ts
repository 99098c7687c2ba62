import { z } from 'zod';
import { byProfile, PROFILE_IDS, type ProfileId, type WarmUp, warmUpSchema } from '../../scenario/profile.ts';
import { type Experiment, type PlannedPhase, type Text, textSchema } from '../../scenario/scenario.ts';
import { sameArm } from '../../topologies/arms.ts';
import { topologyId } from '../../topologies/topology-id.ts';
import { type Fault, faultSchema } from './faults/fault.ts';

/** What is needed by every endpoint. */
export const BY_ALL = 'by all';

/** A fault of an experiment: the same in every arm, and in the same context. */
export interface PlannedFault {
  /** Also the beginning of its measures' ids, e.g. `crash`. */
  readonly id: string;
  readonly title: Text;
  /** Of the shop, or `edge`: what answers HTTP clients. */
  readonly context: string;
  readonly fault: Fault | BrokerOutage | ProcessKill;
  /** Endpoints that cannot answer without what is faulty: the others are its bystanders. What all need has none. */
  readonly needed: readonly string[] | typeof BY_ALL;
  /** Seconds for which it is there at most: one that has not ended by itself is then taken away. */
  readonly seconds: number;
  /** Profiles that have the time for it. */
  readonly profiles: readonly ProfileId[];
  /** Topologies that it spares, because it would show nothing there that another one does not. */
  readonly notIn?: readonly string[] | undefined;
}

/** Whether requests of an endpoint can be answered without what is faulty. */
export const isBystander = ({ needed }: Pick<PlannedFault, 'needed'>, endpoint: string): boolean =>
  needed !== BY_ALL && !needed.includes(endpoint);

/** A component is killed and started again on its data: only deployments that have it can suffer it. */
export interface BrokerOutage {
  readonly kind: 'broker-outage';
  /** Its id; the first one that a deployment has where it does not say. */
  readonly component?: string | undefined;
}

/** The process that the context lives in is killed, at a moment of the load that the seed draws. */
interface ProcessKill {
  readonly kind: 'process-kill';
}

/** A stretch of load before the first fault that is measured as any load is: what the arms cost when nothing goes wrong. */
interface Calm {
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /** What the processes count in it, by the name of their metric: so much per successful request. */
  readonly counted: readonly {
    readonly id: string;
    readonly label: string;
    readonly unit: string;
    readonly metric: string;
  }[];
  /** What the workload observes in it, by the name of the field: the share of the answers with it in which it is true. */
  readonly observed: readonly { readonly id: string; readonly label: string; readonly field: string }[];
}

/** Faults injected one after the other into systems under steady load. */
export interface DisturbanceSettings {
  /** Arrival rate of the warm-up and of the load, over all endpoints. */
  readonly perSecond: number;
  /** Enough that nothing is slow before a fault: how fast the system becomes is not the question. */
  readonly warmUp: Readonly<Record<ProfileId, WarmUp>>;
  /** Seconds of load before each fault, and after it. */
  readonly before: Readonly<Record<ProfileId, number>>;
  readonly after: Readonly<Record<ProfileId, number>>;
  readonly faults: readonly PlannedFault[];
  readonly calm?: Calm | undefined;
  /** Whether the steps of sagas are told, and all of them must have ended after each fault, without new requests. */
  readonly sagas?: boolean | undefined;
}

export const disturbanceSettingsSchema: z.ZodType<DisturbanceSettings> = z.object({
  perSecond: z.number().positive(),
  warmUp: byProfile(warmUpSchema),
  before: byProfile(z.number().positive()),
  after: byProfile(z.number().positive()),
  faults: z
    .array(
      z.object({
        id: z.string(),
        title: textSchema,
        context: z.string(),
        fault: z.union([
          faultSchema,
          z.object({ kind: z.literal('broker-outage'), component: z.string().optional() }),
          z.object({ kind: z.literal('process-kill') }),
        ]),
        needed: z.union([z.array(z.string()), z.literal(BY_ALL)]),
        seconds: z.number().positive(),
        profiles: z.array(z.enum(PROFILE_IDS)),
        notIn: z.array(topologyId).optional(),
      }),
    )
    .nonempty(),
  calm: z
    .object({
      seconds: byProfile(z.number().positive()),
      counted: z.array(z.object({ id: z.string(), label: z.string(), unit: z.string(), metric: z.string() })),
      observed: z.array(z.object({ id: z.string(), label: z.string(), field: z.string() })),
    })
    .optional(),
  sagas: z.boolean().optional(),
});

/** A scenario's experiment of this kind. */
export const disturbance = (settings: DisturbanceSettings): Experiment => ({
  kind: 'disturbance',
  settings,
});

/** Whether a topology, by its id, is spared a fault. */
export const isSpared = ({ notIn = [] }: Pick<PlannedFault, 'notIn'>, topology: string): boolean =>
  notIn.some((name) => sameArm(name, topology));

/** The stretches of load that a profile's faults fall upon, in no order. @param topology whose they are; of all faults without */
export const struckStretches = (
  { faults, perSecond, before, after }: DisturbanceSettings,
  profile: ProfileId,
  topology?: string,
) =>
  faults
    .filter(({ profiles }) => profiles.includes(profile))
    .filter((fault) => topology === undefined || !isSpared(fault, topology))
    .map(({ id, seconds }) => ({ name: id, perSecond, seconds: before[profile] + seconds + after[profile] }));

/** Name of the phase before the first fault. */
export const CALM = 'calm';

/** The phases of a trial: the calm, where there is one. Its requests arrive at random, so that some meet, and a reader can see others under way. */
export const calmPhases = ({ calm, perSecond }: DisturbanceSettings, profile: ProfileId): PlannedPhase[] =>
  calm ? [{ name: CALM, perSecond, seconds: calm.seconds[profile], arrivals: 'poisson' }] : [];
