import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Place } from './deployments.ts';

/** How much of it a profile has the time for. */
export interface Size {
  /** For how long CPU time at rest is counted. s */
  readonly idleSeconds: number;
  /** Where the feature is tried. */
  readonly places: readonly Place[];
}

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: { idleSeconds: 1, places: ['feature'] },
  quick: { idleSeconds: 2, places: ['feature', 'inside'] },
  full: { idleSeconds: 10, places: ['feature', 'inside'] },
};
