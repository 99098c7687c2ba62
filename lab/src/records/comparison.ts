import { z } from 'zod';
import { VERDICTS } from './verdict.ts';

/**
 * `comparison.json`: what a run found. A contract for scripts; fields may be added, none is removed or changed without
 * a new `schema` number.
 */
const interval = z.tuple([z.number(), z.number()]);

export const comparisonSchema = z.object({
  arm: z.string(),
  /** The arm that it is compared with, where that is not the baseline. */
  against: z.string().optional(),
  /** Median over the rounds of this arm's value divided by the baseline's value in the same round. */
  ratio: z.number(),
  /**
   * Order-statistic interval of the median ratio, at the file's `confidence`; null where there are too few rounds for
   * one.
   */
  ci95: interval.nullable(),
  /** The least relative difference that counts. */
  delta: z.number(),
  verdict: z.enum(VERDICTS),
  /** Rounds in which both arms have a valid value. */
  pairs: z.number().int(),
  /** t interval on the log ratios, a cross-check of `ci95`. */
  t95: interval.nullable(),
  /** Estimated rounds that would settle an inconclusive comparison; null when settled or when no estimate is possible. */
  roundsToSettle: z.number().int().nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const metricSchema = z.object({
  /** `<endpoint>.<statistic>` or a resource; `@<phase>` follows for any but the scenario's first phase. */
  id: z.string(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  arms: z.record(
    z.string(),
    z.object({ median: z.number(), ci95: interval.nullable(), trials: z.number().int() }),
  ),
  comparisons: z.array(comparisonSchema),
});
export type MetricRecord = z.infer<typeof metricSchema>;

export const claimSchema = z.object({
  id: z.string(),
  verdict: z.enum(['supported', 'refuted', 'inconclusive']),
  because: z.string(),
  metrics: z.array(z.string()),
  /** Whether more rounds could still decide an inconclusive claim. */
  open: z.boolean().default(false),
});
export type ClaimRecord = z.infer<typeof claimSchema>;

const insightSchema = z.object({
  id: z.string(),
  text: z.object({ en: z.string(), ko: z.string() }),
  /** Ids of the metrics that it rests on. */
  metrics: z.array(z.string()),
});
export type InsightRecord = z.infer<typeof insightSchema>;

export const comparisonFileSchema = z.object({
  schema: z.literal(1),
  scenario: z.string(),
  runId: z.string(),
  profile: z.enum(['smoke', 'quick', 'full']),
  driver: z.enum(['k6', 'embedded']),
  baseline: z.string(),
  arms: z.array(z.string()),
  /** Rounds of which at least one trial is valid. */
  rounds: z.number().int(),
  /**
   * Least probability with which each `ci95` of a comparison covers its ratio: above 0.95 where a run that may look at its
   * results several times pays for that.
   */
  confidence: z.number().default(0.95),
  metrics: z.array(metricSchema),
  claims: z.array(claimSchema),
  /** What the numbers say beyond the claims, e.g. what a gap is made of. */
  insights: z.array(insightSchema).default([]),
  checks: z.array(
    z.object({
      id: z.string(),
      arm: z.string(),
      result: z.enum(['pass', 'fail', 'unknown']),
      detail: z.string(),
    }),
  ),
  /** Relative spread between two arms of one topology, by metric; empty when no topology ran twice. */
  noiseFloor: z.record(z.string(), z.number()),
  /** Whether every arm has valid trials in at least one common round. */
  valid: z.boolean(),
  warnings: z.array(z.string()),
});
export type ComparisonFile = z.infer<typeof comparisonFileSchema>;
