import { z } from 'zod';
import { burstSchema } from '../../records/burst.ts';

const line = { chart: z.string(), line: z.string().nullable() };

/** Details of a trial: what its probe saw, for the charts. What arms are compared by is in the trial's values. */
export const probeDetailsSchema = z.object({
  /** Requests that the probe itself has sent. */
  asked: z.number().int(),
  bursts: z.array(burstSchema),
  /** Values in no order; null for one that was not over when the probe stopped looking. */
  distributions: z.array(z.object({ ...line, values: z.array(z.number().nullable()) })),
  /** Points, ascending in x. */
  curves: z.array(z.object({ ...line, points: z.array(z.tuple([z.number(), z.number()])) })),
});
export type ProbeDetails = z.infer<typeof probeDetailsSchema>;
