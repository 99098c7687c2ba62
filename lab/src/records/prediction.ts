import { z } from 'zod';
import { RULINGS } from './verdict.ts';

/** A ratio that somebody expected, with all that is needed to find it in a run and to tell it. */
const predictedRatioSchema = z.object({
  /** Id of the metric. */
  metric: z.string(),
  /** The ratio is this topology's value divided by the value of `against`. */
  topology: z.string(),
  against: z.string(),
  /** What the metric is, in the words of the question. */
  text: z.object({ en: z.string(), ko: z.string() }),
  /** How many times the value of `against`: 2 is twice as much, 0.5 half. */
  expected: z.number().positive(),
});
export type PredictedRatio = z.infer<typeof predictedRatioSchema>;

/**
 * `prediction.json`: what somebody expected of a run, written down before it began. Until a run takes it, it waits in
 * `results/predictions/<scenario>.json`. What is left out was not predicted.
 */
export const predictionSchema = z.object({
  schema: z.literal(1),
  scenario: z.string(),
  /** Who predicted, as they said themselves; null where they did not. */
  name: z.string().nullable(),
  /** When it was written down, ISO 8601. */
  at: z.string(),
  /** Verdicts, by the claim's id. */
  claims: z.record(z.string(), z.enum(RULINGS)),
  ratios: z.array(predictedRatioSchema),
});
export type Prediction = z.infer<typeof predictionSchema>;
