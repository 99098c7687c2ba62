import { z } from 'zod';
import { RULINGS, VERDICTS } from './verdict.ts';

/**
 * `comparison.json`: what a run found. A contract for scripts; fields may be added, none is removed or changed without
 * a new `schema` number. In schema 1 verdicts rested on order statistics; a file of that schema is not read but made again from
 * the run's trials.
 */
const text = z.object({ en: z.string(), ko: z.string() });
const interval = z.tuple([z.number(), z.number()]);

export const comparisonSchema = z.object({
  arm: z.string(),
  /** The arm that it is compared with, where that is not the baseline. */
  against: z.string().optional(),
  /**
   * Geometric mean over the rounds of this arm's value divided by the baseline's value in the same round. Of a p99: the ratio of those of
   * all rounds together.
   */
  ratio: z.number(),
  /** Student's t interval of the ratio, on logarithms; null where there are too few rounds for one. */
  ci95: interval.nullable(),
  /** Probability with which `ci95` and the difference's cover their truth: that of the look. Null without intervals. */
  coverage: z.number().nullable(),
  /** Mean over the rounds of this arm's value less the baseline's, in the metric's unit, with its t interval. */
  difference: z.object({ value: z.number(), ci95: interval.nullable() }),
  /** The least relative difference that counts. *Higher* and *lower* must exceed the metric's noise floor too. */
  delta: z.number(),
  verdict: z.enum(VERDICTS),
  /** Rounds in which both arms have a valid value. */
  pairs: z.number().int(),
  /** Median of the rounds' ratios with its order-statistic interval, and what that alone would say; null below six rounds, and of a p99. */
  crossCheck: z
    .object({ ratio: z.number(), interval, coverage: z.number(), verdict: z.enum(VERDICTS) })
    .nullable(),
  /** Estimated rounds that would settle an inconclusive comparison; null when settled or when no estimate is possible. */
  roundsToSettle: z.number().int().nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const metricSchema = z.object({
  /** `<endpoint>.<statistic>` or a resource; `@<phase>` follows for any but the scenario's first phase. */
  id: z.string(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  /**
   * Median of the trials with its order-statistic interval, and the probability with which that covers it. A p99 is that of all rounds
   * together, with a jackknife interval over rounds.
   */
  arms: z.record(
    z.string(),
    z.object({
      median: z.number(),
      ci95: interval.nullable(),
      coverage: z.number().nullable(),
      trials: z.number().int(),
    }),
  ),
  comparisons: z.array(comparisonSchema),
});
export type MetricRecord = z.infer<typeof metricSchema>;

export const claimSchema = z.object({
  id: z.string(),
  verdict: z.enum(RULINGS),
  because: z.string(),
  /** The same in Korean, where the rule says it so. */
  becauseInKorean: z.string().optional(),
  /** The rule that decided. Older runs have it in their manifest alone, in English. */
  rule: text.optional(),
  metrics: z.array(z.string()),
  /** Whether more rounds could still decide an inconclusive claim. */
  open: z.boolean().default(false),
  /** What would turn the verdict, and what the run measured on the other side of it; null where it did not. */
  turn: z.object({ by: text, measured: text.nullable() }).optional(),
});
export type ClaimRecord = z.infer<typeof claimSchema>;

/** How the gap between two arms is shared out: what an arm between them explains, and the rest. */
const attributionSchema = z.object({
  of: text,
  part: text,
  rest: text,
  unit: z.string(),
  /** Medians of the three arms: of the one end of the gap, of the arm between, of the other end. */
  way: z.tuple([z.number(), z.number(), z.number()]),
  /** The part's, 1 is all of the gap; null where the gap itself cannot be told. */
  share: z.number().nullable(),
  interval: interval.nullable(),
});
export type Attribution = z.infer<typeof attributionSchema>;

const insightSchema = z.object({
  id: z.string(),
  text,
  /** The same as numbers, where it is about what a gap is made of. Missing in runs of before December 2026. */
  attribution: attributionSchema.optional(),
  /** Ids of the metrics that it rests on. */
  metrics: z.array(z.string()),
});
export type InsightRecord = z.infer<typeof insightSchema>;

export const comparisonFileSchema = z.object({
  schema: z.literal(2),
  scenario: z.string(),
  runId: z.string(),
  profile: z.enum(['smoke', 'quick', 'full']),
  driver: z.enum(['k6', 'embedded']),
  baseline: z.string(),
  arms: z.array(z.string()),
  /** Rounds of which at least one trial is valid. */
  rounds: z.number().int(),
  /**
   * Number of whole rounds, the first ones, that the run is judged by: the largest look that it has reached. Null below the first look:
   * all rounds make estimates, and no verdict.
   */
  look: z.number().int().nullable(),
  /** Probability with which each `ci95` of a comparison covers its truth at this look; null where there are none. */
  confidence: z.number().nullable(),
  metrics: z.array(metricSchema),
  claims: z.array(claimSchema),
  /** When the claims were decided again after the run, by the rules of that time (ISO 8601). Missing in older runs, and where nobody asked. */
  decidedAgain: z.string().optional(),
  /** What the numbers say beyond the claims, e.g. what a gap is made of. */
  insights: z.array(insightSchema).default([]),
  checks: z.array(
    z.object({
      id: z.string(),
      arm: z.string(),
      result: z.enum(['pass', 'fail', 'unknown']),
      detail: z.string(),
      detailInKorean: z.string().optional(),
    }),
  ),
  /** Relative spread between two arms of one topology, by metric; empty when no topology ran twice. */
  noiseFloor: z.record(z.string(), z.number()),
  /** Whether every arm has valid trials in at least one common round. */
  valid: z.boolean(),
  warnings: z.array(z.string()),
  /** The same in Korean, in the same order. Missing in runs of before December 2026. */
  warningsInKorean: z.array(z.string()).optional(),
});
export type ComparisonFile = z.infer<typeof comparisonFileSchema>;
