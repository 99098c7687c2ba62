import { z } from 'zod';
import { METRIC_KINDS } from '../records/metric-kinds.ts';
import { RULINGS, VERDICTS } from '../records/verdict.ts';

/**
 * `results/compare/<A>--<B>/compare.json`: what differs between two runs of one scenario. A contract for scripts; fields may
 * be added, none is removed or changed without a new `schema` number. Run A is the one that B is compared with: a ratio
 * of 2 says that B has twice as much.
 */
const ruling = z.enum(RULINGS);

const runSchema = z.object({
  runId: z.string(),
  profile: z.enum(['smoke', 'quick', 'full']),
  driver: z.string(),
  startedAt: z.string(),
  commit: z.string().nullable(),
  /** Whether the checkout differed from the commit. */
  dirty: z.boolean().nullable(),
  machine: z.string(),
  /** Rounds of which at least one trial is valid. */
  rounds: z.number().int(),
});

/**
 * How far a difference of the circumstances reaches: it is only told; or the numbers are comparable with care; or only ratios
 * between arms are.
 */
export const REACHES = ['told', 'care', 'ratios-only'] as const;

const differenceSchema = z.object({
  what: z.string(),
  a: z.string(),
  b: z.string(),
  reach: z.enum(REACHES),
});
export type Difference = z.infer<typeof differenceSchema>;

const changeSchema = z.object({
  /** Id of the metric, as in `comparison.json`. */
  metric: z.string(),
  label: z.string(),
  /** The same in Korean, where it is known. */
  labelInKorean: z.string().optional(),
  /** The load under which it was measured; null for what belongs to none. */
  phase: z.string().nullable(),
  phaseInKorean: z.string().optional(),
  kind: z.enum(METRIC_KINDS),
  /** Of the values; ratios between arms have none. */
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  arm: z.string(),
  /** The arm's own values changed when null; otherwise its ratio to this arm did. */
  baseline: z.string().nullable(),
  a: z.number(),
  b: z.number(),
  /** B ÷ A, of the geometric means. */
  ratio: z.number(),
  /** Welch's t interval of the ratio, on logarithms, at the file's `confidence`; null where there are too few values for one. */
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  /** Probability with which it covers the ratio; null without one. */
  coverage: z.number().nullable(),
  /** The least relative difference that counts. *Higher* and *lower* must exceed the noise floor of either run too. */
  delta: z.number(),
  verdict: z.enum(VERDICTS),
  /** Values of A and of B. */
  samples: z.tuple([z.number().int(), z.number().int()]),
  /** Estimated rounds of each run that would settle an inconclusive change; null when settled or not to be told. */
  roundsToSettle: z.number().int().nullable(),
});
export type ChangeRecord = z.infer<typeof changeSchema>;

export const runComparisonSchema = z.object({
  schema: z.literal(2),
  scenario: z.object({ id: z.string(), title: z.object({ en: z.string(), ko: z.string() }) }),
  a: runSchema,
  b: runSchema,
  /** What may be compared: everything, everything with care, or only ratios between arms. */
  setting: z.enum(['same', 'with-care', 'ratios-only']),
  differences: z.array(differenceSchema),
  /** Least probability with which each `ci95` covers its ratio. */
  confidence: z.number(),
  /** Values of arms are left out where the setting allows only ratios. */
  changes: z.array(changeSchema),
  claims: z.array(
    z.object({
      id: z.string(),
      text: z.object({ en: z.string(), ko: z.string() }),
      /** Null where the run did not decide it. */
      a: ruling.nullable(),
      b: ruling.nullable(),
      changed: z.boolean(),
    }),
  ),
  warnings: z.array(z.string()),
  /** The same in Korean, in the same order. */
  warningsInKorean: z.array(z.string()).optional(),
});
export type RunComparison = z.infer<typeof runComparisonSchema>;
