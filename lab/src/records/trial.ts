import { z } from 'zod';
import { arrivalsSchema } from './arrivals.ts';
import { checkSchema } from './check.ts';

/** `trials/*.json`: one trial of one arm, written when its round ends. */

/** Latencies in milliseconds; the histogram holds microseconds and can be merged with others. */
export const latencySchema = z.object({
  count: z.number().int(),
  mean: z.number(),
  /** A percentile is null with too few requests to tell, see `leastFor`. */
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number(),
  /** HdrHistogram V2, deflated, base64. */
  histogram: z.string(),
});
export type Latency = z.infer<typeof latencySchema>;

export const endpointSchema = z.object({
  started: z.number().int(),
  ok: z.number().int(),
  errors: z.number().int(),
  /** Given up at the deadline: neither done nor not done. Counted in `errors` too. */
  timeouts: z.number().int(),
  /** From the intended start: what a user waits. Null when nothing was answered. */
  response: latencySchema.nullable(),
  /** From the moment the request was on its connection. */
  service: latencySchema.nullable(),
  /** What the servers said about themselves (`Server-Timing`): mean milliseconds by name. */
  serverTiming: z.record(z.string(), z.number()),
});

const delaySchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() });

export type EndpointRecord = z.infer<typeof endpointSchema>;

export const phaseSchema = z.object({
  name: z.string(),
  offeredPerSecond: z.number(),
  /** How its requests were really spaced: a driver that cannot do what was planned says so here. */
  arrivals: arrivalsSchema,
  seconds: z.number(),
  /** Requests that the schedule held. */
  planned: z.number().int(),
  started: z.number().int(),
  ok: z.number().int(),
  errors: z.number().int(),
  timeouts: z.number().int(),
  /** Share of the planned starts that took place before the phase ended. */
  achieved: z.number(),
  /** Successful requests per second of the phase. */
  throughput: z.number(),
  all: endpointSchema,
  endpoints: z.record(z.string(), endpointSchema),
  /** By the second of the intended start. */
  timeline: z.array(
    z.object({
      second: z.number().int(),
      started: z.number().int(),
      errors: z.number().int(),
      p50: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
  failures: z.array(
    z.object({ endpoint: z.string(), kind: z.string(), count: z.number().int(), example: z.string() }),
  ),
  /** Milliseconds by which starts were late. */
  lateness: delaySchema,
  /**
   * CPU time that the driver used for the phase, as a share of what it could have used while it lasted: one core (embedded), all
   * of its set (k6). Null where it cannot be seen.
   */
  driverCpu: z.number().nullable(),
});
export type PhaseRecord = z.infer<typeof phaseSchema>;

export const warmUpSchema = z.object({
  seconds: z.number(),
  steady: z.boolean(),
  /** Geometric mean of the response times of each one-second window, milliseconds; null for a window without an answer. The median in runs of before December 2026. */
  windows: z.array(z.number().nullable()),
});
export type WarmUpRecord = z.infer<typeof warmUpSchema>;

const cpuSchema = z.object({ process: z.string(), seconds: z.number() });
const memorySchema = z.object({ process: z.string(), bytes: z.number() });

export const resourcesSchema = z.object({
  /** `pss` shares out pages that processes have in common; `rss` counts them once for each. */
  memoryKind: z.enum(['pss', 'rss']),
  /** Memory of the ready system before any load, at the end of the stretch of `idleCpu` where that was measured. */
  idle: z.array(memorySchema),
  /** CPU seconds used in a stretch without any load; null when it was not measured. */
  idleCpu: z
    .object({ seconds: z.number(), cpu: z.array(cpuSchema) })
    .nullable()
    .default(null),
  /** By phase: CPU seconds used in it, and memory at its end. */
  phases: z.record(z.string(), z.object({ cpu: z.array(cpuSchema), memory: z.array(memorySchema) })),
});
export type ResourcesRecord = z.infer<typeof resourcesSchema>;

export const trialSchema = z.object({
  schema: z.literal(2),
  runId: z.string(),
  scenario: z.string(),
  /** Counted from 1 in the order in which trials ran. */
  number: z.number().int(),
  round: z.number().int(),
  arm: z.string(),
  topology: z.string(),
  attempt: z.number().int(),
  startedAt: z.string(),
  endedAt: z.string(),
  valid: z.boolean(),
  /** Why the trial does not count; empty when it does. */
  invalidBecause: z.array(z.string()),
  /** What the scenario's measures came to, by their ids; those that could not be read are missing. */
  values: z.record(z.string(), z.number()).default({}),
  /** Null when the system did not come that far. */
  startupMs: z.number().nullable(),
  warmUp: warmUpSchema.nullable(),
  phases: z.array(phaseSchema),
  resources: resourcesSchema.nullable(),
  /** What the driver left besides, e.g. k6's own report of a phase: paths relative to the run's folder. */
  artifacts: z.array(z.string()).default([]),
  /** Parts of its experiment that this machine could not do, and why. */
  leftOut: z.array(z.string()).default([]),
  /** The kind of experiment that it is a trial of. */
  kind: z.string(),
  /** What the kind tells besides, in its own shape; null where the trial did not come that far. */
  details: z.unknown(),
  /** Whether what the system held after the load agreed with what it had answered. */
  checks: z.array(checkSchema).default([]),
  machine: z.object({
    loadBefore: z.number(),
    loadAfter: z.number(),
    /** Share of the machine's CPU time that other guests of its host took; null if unknown. */
    steal: z.number().nullable(),
  }),
});
export type TrialRecord = z.infer<typeof trialSchema>;

type Placed = Pick<TrialRecord, 'number' | 'attempt'>;

/** The order of trials in reports, however they came to be there: as they were planned, and attempts at one behind each other. */
export const asPlanned = (a: Placed, b: Placed): number => a.number - b.number || a.attempt - b.attempt;

/** Whether a trial came far enough to measure anything. */
export const hasMeasured = ({ phases, values }: Pick<TrialRecord, 'phases' | 'values'>): boolean =>
  phases.length > 0 || Object.keys(values).length > 0;
