export const PROFILE_IDS = ['smoke', 'quick', 'full'] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** How much is measured: enough to prove that everything runs, for a workshop, or for a publication. */
export interface Profile {
  readonly id: ProfileId;
  readonly purpose: string;
  /** Each round holds one trial of every arm. Six is the least from which a 95 % interval of a median can be made. */
  readonly rounds: number;
  /** How often a trial is tried until it is valid. */
  readonly attempts: number;
  readonly warmUp: {
    readonly minSeconds: number;
    /** Where the warm-up gives up: the trial then says "no steady state". */
    readonly maxSeconds: number;
    /** Windows count as stable when the greatest is at most this many times the least. */
    readonly within: number;
  };
}

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  smoke: {
    id: 'smoke',
    purpose: 'proves that everything runs, in about a minute; too few rounds for a verdict',
    rounds: 2,
    attempts: 2,
    warmUp: { minSeconds: 2, maxSeconds: 8, within: 2 },
  },
  quick: {
    id: 'quick',
    purpose: 'for a workshop, about three minutes',
    rounds: 6,
    attempts: 2,
    warmUp: { minSeconds: 4, maxSeconds: 15, within: 1.3 },
  },
  full: {
    id: 'full',
    purpose: 'for a publication, about an hour',
    rounds: 10,
    attempts: 3,
    warmUp: { minSeconds: 10, maxSeconds: 40, within: 1.2 },
  },
};
