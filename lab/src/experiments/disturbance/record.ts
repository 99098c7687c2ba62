import { z } from 'zod';
import { checkSchema } from '../../records/check.ts';
import { sagasRecordSchema } from './sagas/record.ts';

const endpointSchema = z.object({
  started: z.number().int(),
  failed: z.number().int(),
  slow: z.number().int(),
  hit: z.boolean(),
});

/** What one fault did in one trial. Times in milliseconds from the start of its load. */
const faultRecordSchema = z.object({
  id: z.string(),
  context: z.string(),
  /** The process that the context lives in. */
  process: z.string(),
  /** Seconds of load, before, during and after. */
  seconds: z.number(),
  /** From its first bite to its end; null when it was not seen to bite. */
  window: z.object({ from: z.number(), to: z.number() }).nullable(),
  /** Share of the requests before it that were hit: there should be none. */
  hitBefore: z.number(),
  endpoints: z.record(z.string(), endpointSchema),
  hitShare: z.number(),
  failed: z.number().int(),
  slow: z.number().int(),
  /** For how long requests that did not need what is faulty were lost; all requests, where all need it. Null in runs of before this was told. */
  outageMs: z.number().nullable().default(null),
  detectMs: z.number().nullable(),
  recoverMs: z.number().nullable(),
  /** Deaths of processes, or of a part of one, e.g. `monolith (worker-1)`, and when each was ready again. */
  restarts: z.array(z.object({ process: z.string(), diedAt: z.number(), readyAt: z.number().nullable() })),
  /** All endpoints together, by the quarter second in which a request should have started. */
  timeline: z.array(
    z.object({
      ms: z.number(),
      started: z.number().int(),
      failed: z.number().int(),
      slow: z.number().int(),
      /** Of the requests that succeeded, milliseconds. */
      max: z.number().nullable(),
    }),
  ),
  /**
   * All that the numbers above are made of, by endpoint: see `requestsOf`. `make recheck` makes them again. Null in runs of before they
   * were kept.
   */
  requests: z.record(z.string(), z.string()).nullable().default(null),
  /** Sagas that were open a while after it, without new requests; null for a system that counts none, and where nobody looked. */
  openSagas: z.number().int().nullable().default(null),
  /** Whether what the system held afterwards agreed with all that it had answered so far. Runs of before this was asked do not say. */
  checks: z.array(checkSchema).default([]),
});
export type FaultRecord = z.infer<typeof faultRecordSchema>;

/** Details of a trial: what each fault did, in the order in which they struck. */
export const disturbanceDetailsSchema = z.object({
  faults: z.array(faultRecordSchema),
  /** The checks before the first fault, where that was looked at, and the sagas that were open then. */
  calm: z
    .object({ checks: z.array(checkSchema), openSagas: z.number().int().nullable() })
    .nullable()
    .default(null),
  sagas: sagasRecordSchema.nullable().default(null),
});
export type DisturbanceDetails = z.infer<typeof disturbanceDetailsSchema>;
