import { z } from 'zod';
import { burstSchema } from './burst.ts';

/** What a run's loads are shares of, where they follow the machine. */
export const capacitySchema = z.object({
  /** Requests per second that the arm bears that bears least: found before the first round, or given by the user. */
  perSecond: z.number().positive(),
  /** What was found, topology by topology; none where it was given. */
  pilots: z.array(z.object({ topology: z.string(), burst: burstSchema })),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** What of a planned phase says how its rate follows from the capacity; nothing where the rate is fixed. */
export const followingSchema = z.object({
  /** Its part of the capacity: 0.5 is half of it. */
  share: z.number().positive().optional(),
  /** The rate is this end of the range that the scenario allows, and not the share. */
  bound: z.enum(['least', 'most']).optional(),
});
