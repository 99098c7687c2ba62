import { z } from 'zod';

export const PROFILE_IDS = ['smoke', 'quick', 'full'] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** A value for each profile, as scenarios have them. */
export const byProfile = <T>(value: z.ZodType<T>) => z.record(z.enum(PROFILE_IDS), value);

/** How long a system is warmed up. */
export interface WarmUp {
  /** Where systems take turns, all of them are warmed up side by side for so long, and then in turn until they are stable. */
  readonly minSeconds: number;
  /** Where the warm-up gives up: the trial then says "no steady state". */
  readonly maxSeconds: number;
  /** Windows of two seconds count as stable when the greatest is at most this many times the least. */
  readonly within: number;
}

export const warmUpSchema: z.ZodType<WarmUp> = z.object({
  minSeconds: z.number().positive(),
  maxSeconds: z.number().positive(),
  within: z.number().min(1),
});

/** How much is measured: enough to prove that everything runs, for a workshop, or for a publication. */
export interface Profile {
  readonly id: ProfileId;
  readonly purpose: string;
  /**
   * Numbers of rounds after which the run compares, ascending. It goes on to the next one while a claim is open that more rounds
   * could settle. Three is the least from which an interval is made.
   */
  readonly looks: readonly [number, ...number[]];
  /**
   * Minutes that a run may take. It does not go on to a look that it would not reach in time, and says so; up to the first it goes in any
   * case. Fewer looks err no more often.
   */
  readonly minutes: number;
  /** How often a trial is tried until it is valid. */
  readonly attempts: number;
  /** For how long the ready system's CPU use without any load is measured. */
  readonly idleSeconds: number;
  readonly warmUp: WarmUp;
}

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  smoke: {
    id: 'smoke',
    purpose: 'proves that everything runs, in about a minute for two arms; one round, which decides nothing',
    looks: [1],
    minutes: 4,
    attempts: 2,
    idleSeconds: 1,
    // That everything runs, it must also prove on a machine that is slow or busy.
    warmUp: { minSeconds: 2, maxSeconds: 16, within: 8 },
  },
  quick: {
    id: 'quick',
    purpose: 'for a workshop, six minutes at most where three rounds take no longer',
    looks: [3, 4, 6],
    minutes: 6,
    attempts: 3,
    idleSeconds: 1,
    // And six seconds of its own, at least, in which a system is seen steady.
    warmUp: { minSeconds: 4, maxSeconds: 18, within: 1.3 },
  },
  full: {
    id: 'full',
    purpose: 'for a publication, half an hour at most where four rounds take no longer',
    looks: [4, 6, 10],
    minutes: 30,
    attempts: 3,
    idleSeconds: 5,
    warmUp: { minSeconds: 20, maxSeconds: 44, within: 1.25 },
  },
};
