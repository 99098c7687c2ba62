import { z } from 'zod';

/** Settings of what the edge takes on. A limit in Redis has its server where a cache has it. */
export const limitSettings = {
  LIMIT: z
    .enum(['none', 'fixed', 'fixed-redis', 'adaptive', 'priority'])
    .default('none')
    .describe('what the edge refuses: too much of one client, or what it cannot do in time'),
  LIMIT_RATE: z.coerce
    .number()
    .min(0.1)
    .max(100_000)
    .default(50)
    .describe('requests a second that a client may send for ever, with LIMIT=fixed and fixed-redis'),
  LIMIT_BURST: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe('requests that it may send at once after a pause'),
};

export type LimitSettings = z.infer<z.ZodObject<typeof limitSettings>>;
