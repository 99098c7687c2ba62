import { z } from 'zod';
import { type Objective, objectiveSchema } from '../../saturation/objective.ts';
import { byProfile, PROFILE_IDS, type ProfileId, type WarmUp, warmUpSchema } from '../../scenario/profile.ts';
import { type Experiment, type Text, textSchema } from '../../scenario/scenario.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import type { Topology } from '../../topologies/topology.ts';
import { topologyId } from '../../topologies/topology-id.ts';

/** What becomes of the greatest rate that meets an objective when instances are added, each with the same share of a CPU. */
export interface SearchSettings {
  /** Arrival rate of the warm-up for each instance of what is scaled, requests per second. */
  readonly warmUpPerSecond: number;
  readonly objective: Objective;
  /** CPU time that each instance may use, CPU seconds per second, e.g. 0.25. */
  readonly quota: number;
  /** CPUs that the largest arm needs at its quotas: where the arms' own set has fewer, they use the driver's too. */
  readonly cpus: number;
  /** By topology, the one that has as many instances: what the two gain is compared. */
  readonly counterparts: Readonly<Record<string, string>>;
  /** Put on every arm, one after the other. */
  readonly loads: readonly ScalingLoad[];
  readonly search: Readonly<Record<ProfileId, SearchEffort>>;
}

/** A mix of requests. */
export interface ScalingLoad {
  /** Begins the ids of what is measured under it, e.g. `hot`. */
  readonly id: string;
  readonly title: Text;
  /** Its workload: the name of a module in the scenario's folder, without an ending. */
  readonly workload: string;
  /** No greater rate is tried, requests per second: the workload sets enough aside for it. */
  readonly mostPerSecond: number;
  /** Profiles that have the time for it. */
  readonly profiles: readonly ProfileId[];
  /** The most instances of what is scaled that are tried under it; all without. */
  readonly mostReplicas?: number | undefined;
}

/** How thoroughly the rate is looked for. */
export interface SearchEffort {
  readonly warmUp: WarmUp;
  /** Whole seconds for which a rate is offered. */
  readonly trySeconds: number;
  /** Between one rate and the next until one has passed and one has failed, e.g. 1.15. */
  readonly factor: number;
  /** The search ends when the rate that failed is at most this share above the one that passed, e.g. 0.08. */
  readonly resolution: number;
}

export const searchSettingsSchema: z.ZodType<SearchSettings> = z.object({
  warmUpPerSecond: z.number().positive(),
  objective: objectiveSchema,
  quota: z.number().positive(),
  cpus: z.number().int().positive(),
  counterparts: z.record(topologyId, topologyId),
  loads: z
    .array(
      z.object({
        id: z.string(),
        title: textSchema,
        workload: z.string(),
        mostPerSecond: z.number().positive(),
        profiles: z.array(z.enum(PROFILE_IDS)),
        mostReplicas: z.number().int().positive().optional(),
      }),
    )
    .nonempty(),
  search: byProfile(
    z.object({
      warmUp: warmUpSchema,
      trySeconds: z.number().int().positive(),
      factor: z.number().gt(1),
      resolution: z.number().positive(),
    }),
  ),
});

/** A scenario's experiment of this kind. */
export const search = (settings: SearchSettings): Experiment => ({ kind: 'search', settings });

/** The loads that a profile has the time for. */
export const loadsOf = ({ loads }: SearchSettings, profile: ProfileId): ScalingLoad[] =>
  loads.filter(({ profiles }) => profiles.includes(profile));

/** Those of them that a deployment is put under. */
export const loadsFor = (experiment: SearchSettings, profile: ProfileId, topology: Topology): ScalingLoad[] =>
  loadsOf(experiment, profile).filter(
    ({ mostReplicas }) => mostReplicas === undefined || multipleOf(topology).replicas <= mostReplicas,
  );

/** For so many tries a load's workload sets enough aside: three or four are usual. */
const MOST_TRIES = 10;

/** An upper bound of what warm-up and search under any one load send, as phases: set-up must leave them enough to work on. */
export function searchStretches(
  experiment: SearchSettings,
  profile: ProfileId,
): { readonly perSecond: number; readonly seconds: number }[] {
  const { trySeconds, warmUp } = experiment.search[profile];
  const perSecond = Math.max(0, ...loadsOf(experiment, profile).map(({ mostPerSecond }) => mostPerSecond));
  const tries = Array.from({ length: MOST_TRIES }, () => ({ perSecond, seconds: trySeconds }));
  return [{ perSecond, seconds: warmUp.maxSeconds }, ...tries];
}
