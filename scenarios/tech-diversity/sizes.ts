import type { ProfileId } from '@lab/lab/scenario/profile';
import { ALL, QUICK, SERVICES, SMOKE, STACKS } from './arms.ts';

/** How much ranking a request asks for: recommendations on a page, by the weight's id. The API allows 20. */
export const WEIGHTS = { heavy: 20, light: 1 } as const;
export type Weight = keyof typeof WEIGHTS;

/** How long recommendations of a weight are asked for, seconds. */
export interface Asking {
  /** Of a closed load; its second half counts. */
  readonly closed: number;
  /** In which one customer after the other gets recommendations. */
  readonly alone: number;
}

/** How much a trial does, seconds. */
export interface Size {
  /** The heavy page decides. The light one says what might turn the verdicts. */
  readonly asking: Readonly<Record<Weight, Asking>>;
  /** Of steady load before the first replacement, and after the last one. */
  readonly steady: number;
  /** The service is replaced and replaced back until so many recommendations were asked for meanwhile: three trials are enough for the rule. */
  readonly meanwhile: number;
  /** Whether there is time for what decides nothing: Nest swapped by itself, a restart, and a build. */
  readonly more: boolean;
}

const both = (asking: Asking): Size['asking'] => ({ heavy: asking, light: asking });

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: { asking: both({ closed: 1, alone: 0.5 }), steady: 0.3, meanwhile: 0, more: false },
  quick: {
    asking: { heavy: { closed: 3, alone: 1 }, light: { closed: 1, alone: 0.5 } },
    ...{ steady: 0.5, meanwhile: 24, more: false },
  },
  full: { asking: both({ closed: 4, alone: 3 }), steady: 1, meanwhile: 24, more: true },
};

const ARMS: Readonly<Record<ProfileId, readonly string[]>> = { smoke: SMOKE, quick: QUICK, full: ALL };

/** What a trial's replacements take in all, what books take, a restart, and a build, of all arms on the whole. s, on a quiet machine. */
const [SWAPS, BOOKS, A_RESTART, A_BUILD] = [3, 1.5, 1.5, 1];

/** Every plan has six seconds for the start and the end of a trial. On a quiet machine the trials of this scenario take so much less. s */
const NOT_NEEDED = 3;

/** Whether recommendations are replaced while the shop runs. In the baseline by themselves: what a replacement costs without another stack. */
export const isSwapped = (topology: string, { more }: Pick<Size, 'more'>): boolean =>
  STACKS.includes(topology) || (more && topology === SERVICES);

/** How long the probe takes in a trial besides its phase: of the arms of a profile on the whole, as only some are swapped. s */
export function secondsOf(profile: ProfileId): number {
  const { asking, steady, more } = SIZES[profile];
  const arms = ARMS[profile];
  const swapped = arms.filter((arm) => isSwapped(arm, { more })).length / arms.length;
  const asked = Object.values(asking).reduce((sum, { closed, alone }) => sum + closed + alone, 0);
  const rest = more ? A_RESTART + A_BUILD : 0;
  return asked + swapped * (2 * steady + SWAPS + BOOKS) + rest - NOT_NEEDED;
}
