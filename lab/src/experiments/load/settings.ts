import { z } from 'zod';
import { ARRIVALS, type Arrivals } from '../../records/arrivals.ts';
import { byProfile, PROFILE_IDS, type ProfileId } from '../../scenario/profile.ts';
import type { Experiment } from '../../scenario/scenario.ts';

/** A stretch of load at a constant rate within a trial. */
export interface Phase {
  readonly name: string;
  /** Arrival rate: requests started per second, whether or not earlier ones have answered. */
  readonly perSecond: number;
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

/** Constant load on systems that take turns. */
export interface LoadSettings {
  /** Arrival rate of the warm-up, requests per second. */
  readonly warmUpPerSecond: number;
  /** In the order in which every trial runs them. The first is the one whose metrics go without a suffix. */
  readonly phases: readonly Phase[];
}

export const loadSettingsSchema: z.ZodType<LoadSettings> = z.object({
  warmUpPerSecond: z.number().positive(),
  phases: z
    .array(
      z.object({
        name: z.string(),
        perSecond: z.number().positive(),
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

/** A scenario's experiment of this kind. */
export const load = (settings: LoadSettings): Experiment => ({ kind: 'load', settings });
