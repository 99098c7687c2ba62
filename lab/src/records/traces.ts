import { z } from 'zod';

const spanSchema = z.object({
  id: z.string(),
  /** Null for that of the request itself. */
  parent: z.string().nullable(),
  /** Which recorded it, e.g. `orders`. */
  process: z.string(),
  /** What it did: `POST /orders`, `catalog.find`, `INSERT orders`. */
  name: z.string(),
  /** What it is to its parent; `client` asks somebody else, a database too. */
  kind: z.enum(['server', 'client', 'internal', 'consumer']),
  /** From the beginning of the request, milliseconds. Another process's clock may put it a fraction before. */
  start: z.number(),
  /** How long it took, milliseconds. */
  took: z.number(),
  failed: z.boolean(),
});
export type SpanRecord = z.infer<typeof spanSchema>;

const traceSchema = z.object({
  arm: z.string(),
  endpoint: z.string(),
  /** So many requests of the endpoint were traced; this is the one with their median response time. */
  of: z.number().int(),
  /** By their start. What goes on after the answer, as the effects of an event, is among them. */
  spans: z.array(spanSchema),
});
export type TraceRecord = z.infer<typeof traceSchema>;

/**
 * `traces.json`: one request's way in each arm, for each endpoint. The requests were sent one after the other to systems that were traced
 * and did nothing else: they show what a request waits for, and are none of the run's measurements.
 */
export const tracesSchema = z.object({ traces: z.array(traceSchema) });
export type Traces = z.infer<typeof tracesSchema>;
