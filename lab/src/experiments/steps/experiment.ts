import type { ProfileId } from '../../scenario/profile.ts';
import type { Side } from './layout.ts';

/** What is changed in a code base; see {@link CHANGE_TITLES}. */
export const CHANGES = ['clean', 'no-op', 'service-body', 'domain-body', 'domain-signature'] as const;
export type Change = (typeof CHANGES)[number];

/** In words, for reports. */
export const CHANGE_TITLES: Readonly<Record<Change, string>> = {
  clean: 'everything from scratch',
  'no-op': 'nothing changed',
  'service-body': "one context's implementation",
  'domain-body': 'the body of something that all share',
  'domain-signature': 'the signature of something that all share',
};

/** What follows a change, in this order. */
export const STEPS = ['compile', 'test', 'restart'] as const;
export type Step = (typeof STEPS)[number];

/** `all`: every CPU that the lab may use; `one`: a single one. */
export const CPU_MODES = ['all', 'one'] as const;
export type CpuMode = (typeof CPU_MODES)[number];

/** One thing that a trial measures: a change in a code base of a size, on a number of CPUs. */
export interface Cell {
  readonly change: Change;
  /** How many times the shop's contexts are in the code base: 1 is the shop as it is. */
  readonly growth: number;
  readonly cpus: CpuMode;
  /** Sides that it is measured on; all of them without. */
  readonly sides?: readonly Side[];
}

/** Edit → compiled → tested → running, in code bases of several sizes. */
export interface BuildExperiment {
  readonly kind: 'builds';
  /** What a profile has the time for. */
  readonly cells: Readonly<Record<ProfileId, readonly Cell[]>>;
}

/** The cells of these changes at these sizes. */
export const cells = (
  changes: readonly Change[],
  growths: readonly number[],
  cpus: readonly CpuMode[] = ['all'],
): Cell[] =>
  growths.flatMap((growth) =>
    changes.flatMap((change) => cpus.map((mode) => ({ change, growth, cpus: mode }))),
  );

/** Begins the ids of a cell's measures, e.g. `service-body@x4` or `clean@x1.one-cpu`. */
export const cellId = ({ change, growth, cpus }: Cell): string =>
  `${change}@x${growth}${cpus === 'one' ? '.one-cpu' : ''}`;

/** What all share is for all to build: a monolith in packages does as much then as one in a single package. */
const THE_TWO: readonly Side[] = ['monolith', 'services'];

/**
 * What the profiles have the time for, on two CPUs. A round of `quick` is to last a minute and a half: all changes in the shop as it
 * is; as it grows, the one that the claims are about. With sixteen times the contexts, a change of what all share
 * means starting a hundred services, which only `full` does.
 */
export const BUILD_CELLS: BuildExperiment['cells'] = {
  smoke: [...cells(['no-op', 'service-body', 'domain-signature'], [1]), ...cells(['service-body'], [4])],
  quick: [
    ...cells(['no-op', 'service-body'], [1]),
    ...cells(['clean', 'domain-body', 'domain-signature'], [1]).map((cell) => ({ ...cell, sides: THE_TWO })),
    ...cells(['service-body'], [4, 16]),
    ...cells(['service-body'], [1], ['one']),
  ],
  full: [
    ...cells(CHANGES, [1, 4]),
    // A changed signature means as much work as a first build does, and one of the two with a hundred services is enough.
    ...cells(['no-op', 'service-body', 'domain-signature'], [16]),
    ...cells(['service-body'], [1, 4, 16], ['one']),
    ...cells(['domain-signature'], [1], ['one']),
  ],
};
