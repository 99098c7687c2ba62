import { z } from 'zod';
import { burstSchema } from '../../records/burst.ts';

/** What one part of an arm used in the measured window of a burst. */
const partUsageSchema = z.object({
  /** E.g. `recommendations-2`. */
  name: z.string(),
  /** What it is an instance of, e.g. `recommendations`. */
  role: z.string(),
  /** What it may use, CPU seconds per second; null without a limit, as the broker and the primary of a cluster have none. */
  quota: z.number().nullable(),
  /** CPU seconds per second. */
  cpus: z.number(),
  /** Share of the quota's periods with work in which it was used up; null without a quota. */
  throttled: z.number().nullable(),
});
export type PartUsage = z.infer<typeof partUsageSchema>;

/** Details of a trial of an experiment on capacity. */
export const capacityRecordSchema = z.object({
  /** What the arm is a multiple of, e.g. `monolith`, and how many times it has what is scaled. */
  family: z.string(),
  replicas: z.number().int(),
  /** Names of the parts that are instances of what is scaled. */
  scaled: z.array(z.string()),
  /** CPU seconds per second of an instance. Some have a multiple of it: see the parts. */
  quota: z.number(),
  /** How it was set, e.g. `cgroup v2, period 20 ms`. */
  quotaBy: z.string(),
  /** Its completions per second are the capacity. */
  burst: burstSchema,
  /** Over the burst's measured window. */
  parts: z.array(partUsageSchema),
  /** When the window had ended. */
  memory: z.array(z.object({ process: z.string(), bytes: z.number() })),
  /** The capacity by the other way: what the quotas bear, by the CPU time of a request in the window. Requests per second. */
  expected: z.number(),
  /** What the burst came up against: roles at their quota, or else see `limitsOf`; empty when it cannot be told. */
  limitedBy: z.array(z.string()),
});
export type CapacityRecord = z.infer<typeof capacityRecordSchema>;
