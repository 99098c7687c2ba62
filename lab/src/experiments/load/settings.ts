import { z } from 'zod';
import { ARRIVALS, type Arrivals } from '../../records/arrivals.ts';
import { byProfile, PROFILE_IDS, type ProfileId } from '../../scenario/profile.ts';
import type { Experiment } from '../../scenario/scenario.ts';

/** A stretch of load at a constant rate within a trial. */
export interface Phase {
  readonly name: string;
  /**
   * Arrival rate: requests started per second, whether or not earlier ones have answered. Of a phase with a share it is the rate where no
   * capacity is measured, as in smoke.
   */
  readonly perSecond: number;
  /** The rate as a part of the capacity that is measured before the first round, e.g. 0.5; fixed without. */
  readonly share?: number | undefined;
  /** The least number of requests: at a low rate the phase lasts longer. None without. */
  readonly requests?: Readonly<Record<ProfileId, number>> | undefined;
  /**
   * `even` without: requests start evenly spaced, and at a low rate few meet. `poisson`: they start at random, as those of many
   * users do, so some meet. The warm-up is even in any case.
   */
  readonly arrivals?: Arrivals | undefined;
  /** 0 in a profile that leaves it out. */
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /**
   * A workload of its own: the name of a module in the scenario's folder, without an ending; `workload` without. Where a phase's is
   * not the one before it, the systems are checked, set up and warmed up anew.
   */
  readonly workload?: string | undefined;
}

/** Requests per second. */
export interface RateRange {
  readonly least: number;
  readonly most: number;
}

/** How it is found what the machine bears. */
export interface CapacitySettings {
  /**
   * Topologies that surely bear more than the others where all share one CPU, because a request costs them less CPU time: they are not
   * tried there beside one that is. On more CPUs one process may bear less than several, so all are tried.
   */
  readonly lighterOnOneCpu: readonly string[];
  /** Requests under way all the time. */
  readonly outstanding: number;
  /** Whole seconds that each is tried for; 0 in a profile whose rates are fixed. */
  readonly seconds: Readonly<Record<ProfileId, number>>;
  /** Whole seconds of the same load before them, in which the system warms up. */
  readonly leadInSeconds: Readonly<Record<ProfileId, number>>;
  /** Bounds of the rates that follow. */
  readonly rates: RateRange;
}

/** Constant load on systems that take turns. */
export interface LoadSettings {
  /** Arrival rate of a system's warm-up, requests per second; and its share of the capacity, as long as the systems of a round do not overload it together. */
  readonly warmUpPerSecond: number;
  readonly warmUpShare?: number | undefined;
  /** Needed where anything has a share. */
  readonly capacity?: CapacitySettings | undefined;
  /** In the order in which every trial runs them. The first is the one whose metrics go without a suffix. */
  readonly phases: readonly Phase[];
}

const capacitySettingsSchema: z.ZodType<CapacitySettings> = z.object({
  lighterOnOneCpu: z.array(z.string()),
  outstanding: z.number().int().positive(),
  seconds: byProfile(z.number().int().nonnegative()),
  leadInSeconds: byProfile(z.number().int().positive()),
  rates: z.object({ least: z.number().int().positive(), most: z.number().int().positive() }),
});

const settingsSchema = z.object({
  warmUpPerSecond: z.number().positive(),
  warmUpShare: z.number().positive().optional(),
  capacity: capacitySettingsSchema.optional(),
  phases: z
    .array(
      z.object({
        name: z.string(),
        perSecond: z.number().positive(),
        share: z.number().positive().optional(),
        requests: byProfile(z.number().nonnegative()).optional(),
        arrivals: z.enum(ARRIVALS).optional(),
        seconds: byProfile(z.number().nonnegative()),
        workload: z.string().optional(),
      }),
    )
    .nonempty()
    .refine(
      (phases) => PROFILE_IDS.every((id) => (phases[0]?.seconds[id] ?? 0) > 0),
      'the first phase is in every profile: its metrics go without a suffix',
    ),
});

export const loadSettingsSchema: z.ZodType<LoadSettings> = settingsSchema.refine(
  ({ capacity, warmUpShare, phases }) =>
    capacity || (warmUpShare === undefined && phases.every(({ share }) => share === undefined)),
  'a share is of a capacity: say how that is found',
);

/** A scenario's experiment of this kind. */
export const load = (settings: LoadSettings): Experiment => ({ kind: 'load', settings });
