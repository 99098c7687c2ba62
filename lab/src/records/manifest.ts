import { z } from 'zod';
import { arrivalsSchema } from './arrivals.ts';
import { capacitySchema, followingSchema } from './capacity.ts';
import { environmentSchema } from './environment.ts';
import { MEASURE_KINDS } from './metric-kinds.ts';

const text = z.object({ en: z.string(), ko: z.string() });

/** `manifest.json`: what a run was to do, on what, and how it ended. Enough to build its reports again and to repeat it. */
export const manifestSchema = z.object({
  schema: z.literal(2),
  runId: z.string(),
  scenario: z.object({
    id: z.string(),
    title: text,
    question: text,
    endpoints: z.array(
      z.object({ id: z.string(), title: z.string(), hops: z.number().int(), calls: z.number().int() }),
    ),
    /** As planned; each trial's record says how the requests were really spaced. */
    phases: z.array(
      z.object({
        name: z.string(),
        perSecond: z.number(),
        seconds: z.number(),
        arrivals: arrivalsSchema,
        /** Of the scenario's folder; `workload` without. */
        workload: z.string().optional(),
        ...followingSchema.shape,
      }),
    ),
    measures: z
      .array(
        z.object({
          id: z.string(),
          label: z.string(),
          unit: z.string(),
          better: z.enum(['lower', 'higher']),
          delta: z.number(),
          kind: z.enum(MEASURE_KINDS),
          group: z.string(),
          against: z.record(z.string(), z.string()).optional(),
          least: z.number().positive().optional(),
        }),
      )
      .default([]),
    /** The kind of experiment and its settings, as the scenario has them. A run can be resumed only with the same ones. */
    experiment: z.object({ kind: z.string(), settings: z.unknown() }),
    claims: z.array(z.object({ id: z.string(), text, decidedBy: z.string() })),
  }),
  profile: z.enum(['smoke', 'quick', 'full']),
  baseline: z.string(),
  /**
   * A hash of each module of the scenarios that its trials run, see `codeOf`: its workloads, its probe, and what they import. Missing in older
   * runs, which do not say.
   */
  code: z.record(z.string(), z.string()).optional(),
  arms: z.array(
    z.object({
      name: z.string(),
      topology: z.string(),
      title: z.string(),
      /** CPUs that it has instead of those of all arms, as `taskset -c` lists them. */
      cpus: z.string().optional(),
    }),
  ),
  /** Arms of the profile that were left out, because a component of theirs was not to be had. */
  skipped: z.array(z.object({ arm: z.string(), why: z.string() })).default([]),
  seed: z.number().int(),
  /** Rounds planned so far. */
  rounds: z.number().int(),
  /** Numbers of rounds after which the run may stop, in ascending order; the last one is the most it takes. */
  looks: z.array(z.number().int()).default([]),
  warmUp: z.object({
    perSecond: z.number(),
    minSeconds: z.number(),
    maxSeconds: z.number(),
    within: z.number(),
  }),
  /** What its loads are shares of; null where all rates are fixed, in older runs, and until it has been measured. */
  capacity: capacitySchema.nullable().default(null),
  /**
   * Length of a turn in seconds; null if the systems of a round run one after the other. Missing in runs from before turns
   * existed.
   */
  blockSeconds: z.number().nullable().default(null),
  /** Arms in the order in which their systems were to be started, round by round. */
  order: z.array(z.string()),
  driver: z.object({ id: z.enum(['k6', 'embedded']), description: z.string() }),
  /** CPUs of the arms and of the driver, as `taskset -c` lists them; null where they share all of them. */
  cpus: z.object({ arms: z.string(), driver: z.string() }).nullable().default(null),
  /**
   * The longest time, in microseconds, that a CPU was allowed to take to wake up; null where that was left to the kernel. Older runs left
   * it to the kernel.
   */
  wakeUpUs: z.number().nullable().default(null),
  /** Why nobody watched whether other programs used the arms' CPUs; null where they were watched, and in older runs, which do not say. */
  unwatched: z.string().nullable().default(null),
  components: z.array(z.object({ name: z.string(), origin: z.string(), version: z.string() })),
  environment: environmentSchema,
  startedAt: z.string(),
  /** When the run was resumed, and what had changed by then. */
  resumed: z.array(z.object({ at: z.string(), differs: z.array(z.string()) })).optional(),
  endedAt: z.string().nullable(),
  status: z.enum(['running', 'finished', 'interrupted', 'failed']),
  /** Why a failed run failed, an interrupted one was interrupted, or a finished one had no time for its next look; null otherwise. */
  reason: z.string().nullable(),
  /** The same, where there are words for it; older runs have none. */
  reasonInKorean: z.string().optional(),
  /** How to repeat this very run. */
  command: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;
