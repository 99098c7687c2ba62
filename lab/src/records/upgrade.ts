import { z } from 'zod';
import { comparisonFileSchema } from './comparison.ts';
import { manifestSchema } from './manifest.ts';
import { trialSchema } from './trial.ts';

/**
 * Reads what earlier versions of the lab left. Schema 1 had a field in every trial for each kind of experiment that there was; from
 * schema 2 on a trial names its kind, and holds that kind's details.
 */

/** The kinds of schema 1, by what they were called then; `search` is no kind any more. A scenario without an experiment was constant load. */
const KINDS = { faults: 'disturbance', builds: 'steps', scaling: 'search' } as const;

const manifest1 = z.looseObject({
  schema: z.literal(1),
  profile: z.string(),
  warmUp: z.looseObject({ perSecond: z.number() }),
  scenario: z.looseObject({
    phases: z.array(z.looseObject({ seconds: z.number() })),
    experiment: z.looseObject({ kind: z.enum(['faults', 'builds', 'scaling']) }).optional(),
  }),
});

function upgradeManifest(stored: unknown): unknown {
  const { success, data } = manifest1.safeParse(stored);
  if (!success) return stored;
  const { scenario, profile, warmUp } = data;
  const { kind, ...settings } = scenario.experiment ?? { kind: undefined };
  // What its other profiles were is not known any more.
  const phases = scenario.phases.map(({ seconds, ...phase }) => ({
    ...phase,
    seconds: { [profile]: seconds },
  }));
  const experiment = kind
    ? { kind: KINDS[kind], settings }
    : { kind: 'load', settings: { warmUpPerSecond: warmUp.perSecond, phases } };
  return { ...data, schema: 2, scenario: { ...scenario, experiment } };
}

const trial1 = z.looseObject({
  schema: z.literal(1),
  leftOut: z.array(z.string()).default([]),
  faults: z.array(z.unknown()).default([]),
  builds: z.unknown(),
  scaling: z.unknown(),
});

function upgradeTrial(stored: unknown, kind: string): unknown {
  const { success, data } = trial1.safeParse(stored);
  if (!success) return stored;
  const { faults, builds, scaling, ...rest } = data;
  const details: Readonly<Record<string, unknown>> = {
    disturbance: { faults },
    steps: builds ?? null,
  };
  return {
    ...rest,
    schema: 2,
    kind,
    details: details[kind] ?? null,
  };
}

/** A manifest as it lies on the disk, of whatever schema. */
export const storedManifestSchema = z.preprocess(upgradeManifest, manifestSchema);

/** The same of a trial. @param kind of its run, which a trial of schema 1 does not name */
export const storedTrialSchema = (kind: string) =>
  z.preprocess((stored) => upgradeTrial(stored, kind), trialSchema);

const comparison1 = z.looseObject({ schema: z.literal(1) });

/**
 * The same of a comparison. One of schema 1 is as if it were not there: its intervals were others, and can only be made again from the
 * run's trials.
 */
export const storedComparisonSchema = z.preprocess(
  (stored) => (comparison1.safeParse(stored).success ? undefined : stored),
  comparisonFileSchema.optional(),
);
