import { z } from 'zod';

/** A closed loop: so many iterations are under way all the time, each begun when one has ended. */
export const burstSchema = z.object({
  name: z.string(),
  outstanding: z.number().int(),
  /** Of the window that is measured. */
  seconds: z.number(),
  /** Requests that ended in the window: answered as they should be, or not (timeouts are among the errors). */
  completed: z.number().int(),
  errors: z.number().int(),
  timeouts: z.number().int(),
  /** Completed ones. */
  perSecond: z.number(),
  /** Completed ones, by the second in which they ended. */
  timeline: z.array(z.number().int()),
  /**
   * From the start of each completed request, milliseconds: a closed loop asks the less the slower the answers are, so this is no
   * response time of users. Null with too few requests to tell.
   */
  response: z.object({
    p50: z.number().nullable(),
    p90: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  }),
  failures: z.array(
    z.object({ endpoint: z.string(), kind: z.string(), count: z.number().int(), example: z.string() }),
  ),
  /** See the same of a phase. */
  driverCpu: z.number().nullable(),
});
export type BurstRecord = z.infer<typeof burstSchema>;
