import { z } from 'zod';
import { byProfile, type ProfileId } from '../../scenario/profile.ts';
import type { Experiment } from '../../scenario/scenario.ts';
import { SIDES, type Side } from './layout.ts';

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
  readonly sides?: readonly Side[] | undefined;
}

/** Edit → compiled → tested → running, in code bases of several sizes. */
export interface StepsSettings {
  /** What a profile has the time for. */
  readonly cells: Readonly<Record<ProfileId, readonly Cell[]>>;
}

export const stepsSettingsSchema: z.ZodType<StepsSettings> = z.object({
  cells: byProfile(
    z.array(
      z.object({
        change: z.enum(CHANGES),
        growth: z.number().int().positive(),
        cpus: z.enum(CPU_MODES),
        sides: z.array(z.enum(SIDES)).optional(),
      }),
    ),
  ),
});

/** A scenario's experiment of this kind. */
export const steps = (settings: StepsSettings): Experiment => ({ kind: 'steps', settings });

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
