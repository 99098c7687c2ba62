import { z } from 'zod';
import { byProfile, type ProfileId, type WarmUp, warmUpSchema } from '../../scenario/profile.ts';
import { type Experiment, type Text, textSchema } from '../../scenario/scenario.ts';
import { topologyId } from '../../topologies/topology-id.ts';

/** What becomes of a system's capacity when instances are added, each with the same share of a CPU. */
export interface CapacitySettings {
  /** What it is called in reports. */
  readonly title: Text;
  /** The requests: the name of a module in the scenario's folder, without an ending. */
  readonly workload: string;
  /** Process that is scaled alone, e.g. `recommendations`. An arm that has none of that name is scaled as a whole. */
  readonly part: string;
  /** CPU time that each instance may use, CPU seconds per second, e.g. 0.25. */
  readonly quota: number;
  /** By role, how many times the quota an instance of it may use: so much that it is not what limits first. Once without. */
  readonly timesQuota: Readonly<Record<string, number>>;
  /** CPUs that the largest arm needs at its quotas: where the arms' own set has fewer, they use the driver's too. */
  readonly cpus: number;
  /** By topology, the one that it is compared with instead of the baseline. */
  readonly counterparts: Readonly<Record<string, string>>;
  /** Arrival rate of the warm-up for each instance of what is scaled, requests per second. */
  readonly warmUpPerSecond: number;
  /** Requests that a burst keeps under way for each instance of what is scaled. */
  readonly outstanding: number;
  /** Seconds of a burst before its measured window. */
  readonly leadInSeconds: number;
  /** The workload sets enough aside for so many, requests per second. A trial with a greater capacity does not count. */
  readonly mostPerSecond: number;
  readonly effort: Readonly<Record<ProfileId, CapacityEffort>>;
}

/** How thoroughly the capacity is measured. */
export interface CapacityEffort {
  readonly warmUp: WarmUp;
  /** Whole seconds of a burst's measured window. */
  readonly seconds: number;
}

export const capacitySettingsSchema: z.ZodType<CapacitySettings> = z.object({
  title: textSchema,
  workload: z.string(),
  part: z.string(),
  quota: z.number().positive(),
  timesQuota: z.record(z.string(), z.number().min(1)),
  cpus: z.number().int().positive(),
  counterparts: z.record(topologyId, topologyId),
  warmUpPerSecond: z.number().positive(),
  // With fewer an instance may run out of work between two requests, with more the requests only wait longer.
  outstanding: z.number().int().min(8).max(16),
  leadInSeconds: z.number().int().positive(),
  mostPerSecond: z.number().int().positive(),
  effort: byProfile(z.object({ warmUp: warmUpSchema, seconds: z.number().int().positive() })),
});

/** A scenario's experiment of this kind. */
export const capacity = (settings: CapacitySettings): Experiment => ({ kind: 'capacity', settings });
