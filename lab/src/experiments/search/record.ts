import { z } from 'zod';
import { PERCENTILES } from '../../saturation/observation.ts';

/** What one part of an arm used while a rate was tried. */
const partUsageSchema = z.object({
  /** E.g. `recommendations-2`. */
  name: z.string(),
  /** What it is an instance of, e.g. `recommendations`. */
  role: z.string(),
  /** Whether it has a quota: the broker and the primary of a cluster have none. */
  limited: z.boolean(),
  /** CPU seconds per second. */
  cpus: z.number(),
  /** Share of the quota's periods with work in which it was used up; null without a quota. */
  throttled: z.number().nullable(),
});
export type PartUsage = z.infer<typeof partUsageSchema>;

const rateTrySchema = z.object({
  perSecond: z.number(),
  seconds: z.number(),
  /** Why it does not meet the objective; empty when it does. */
  reasons: z.array(z.string()),
  /** Response times from the intended start, milliseconds; null with too few requests to tell. */
  response: z.object({
    p50: z.number().nullable(),
    p90: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  }),
  errorShare: z.number(),
  parts: z.array(partUsageSchema),
  /** After it. */
  memory: z.array(z.object({ process: z.string(), bytes: z.number() })),
  /** Share of the requests' time that was spent with databases, 0 to 1. */
  database: z.number(),
});
export type RateTry = z.infer<typeof rateTrySchema>;

const scalingLoadSchema = z.object({
  id: z.string(),
  /** Where the search was to start: what the quotas would bear by the CPU time of a request at warm-up, requests per second. */
  predicted: z.number(),
  /** The greatest rate that met the objective and the least that did not, requests per second. */
  passed: z.number(),
  failed: z.number(),
  /** In their order. */
  tries: z.array(rateTrySchema),
  /** What the least failed rate came up against: roles at their quota, or else see `limitsOf`; empty when it cannot be told. */
  limitedBy: z.array(z.string()),
});
export type ScalingLoadRecord = z.infer<typeof scalingLoadSchema>;

/** Details of a trial of a scaling experiment. */
export const scalingRecordSchema = z.object({
  /** What the arm is a multiple of, and how many times it has what is scaled. */
  base: z.string(),
  replicas: z.number().int(),
  /** CPU seconds per second of each instance. */
  quota: z.number(),
  /** What a rate has to meet. */
  objective: z.object({ percentile: z.enum(PERCENTILES), milliseconds: z.number() }),
  /** How it was set, e.g. `cgroup v2, period 20 ms`; null in runs of a time in which it could be missing. */
  quotaBy: z.string().nullable(),
  /** Instances with a quota. */
  instances: z.number().int(),
  loads: z.array(scalingLoadSchema),
});
export type ScalingRecord = z.infer<typeof scalingRecordSchema>;
