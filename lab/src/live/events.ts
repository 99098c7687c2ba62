import { z } from 'zod';
import { textSchema } from '../scenario/scenario.ts';

const arm = z.string();
const interval = z.tuple([z.number(), z.number()]);

/** What is to be run, and what its arms are made of. It comes first. */
const runEvent = z.object({
  type: z.literal('run'),
  scenario: z.object({ id: z.string(), title: textSchema, question: textSchema }),
  profile: z.string(),
  seed: z.number().int(),
  baseline: arm,
  arms: z.array(
    z.object({
      name: arm,
      /** What it is made from, e.g. `monolith`. */
      base: z.string(),
      /** Name of the process that answers clients. */
      edge: z.string(),
      /** `role` is what a process is an instance of: those of one role share their data. */
      processes: z.array(z.object({ name: z.string(), role: z.string() })),
      /** Ids of servers that it needs beside its processes, e.g. `rabbitmq`. */
      components: z.array(z.string()),
    }),
  ),
  claims: z.array(z.object({ id: z.string(), text: textSchema })),
  /** Whether its driver tells each second of a load. */
  driver: z.object({ id: z.string(), tellsSeconds: z.boolean() }),
});

/** A system of an arm comes and goes. */
const systemEvent = z.object({
  type: z.literal('system'),
  arm,
  state: z.enum(['starts', 'is-up', 'is-gone']),
});

/** A load begins on an arm, with a rate or with so many requests under way. */
const loadEvent = z.object({
  type: z.literal('load'),
  arm,
  /** The phase, the fault or the burst that it belongs to, or `warm-up`. */
  name: z.string(),
  perSecond: z.number().optional(),
  outstanding: z.number().int().optional(),
  seconds: z.number(),
});

/** What ended in about a second of a load. */
const secondEvent = z.object({
  type: z.literal('second'),
  arm,
  seconds: z.number(),
  ended: z.number().int(),
  failed: z.number().int(),
  /** Of answers, and of requests that were given up, milliseconds; null without one. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
});

/** A fault bites, in a process or a component, and is over. */
const faultEvent = z.object({
  type: z.literal('fault'),
  arm,
  state: z.enum(['strikes', 'is-over']),
  title: textSchema,
  where: z.string(),
});

/** Which processes of an arm, or parts of one, have died and are not back, e.g. `monolith (worker-1)`. */
const downEvent = z.object({ type: z.literal('down'), arm, processes: z.array(z.string()) });

/** A step of work on a code base has been done. */
const workEvent = z.object({
  type: z.literal('work'),
  arm,
  /** The change and the size, e.g. `service-body@x4`. */
  cell: z.string(),
  step: z.string(),
  ms: z.number(),
});

const roundEvent = z.object({
  type: z.literal('round'),
  round: z.number().int(),
  of: z.number().int(),
  attempt: z.number().int(),
  secondsLeft: z.number(),
});

/** The trials of an attempt have ended. `words` are those of the terminal: its figures, or why it does not count. */
const trialsEvent = z.object({
  type: z.literal('trials'),
  round: z.number().int(),
  trials: z.array(z.object({ arm, valid: z.boolean(), words: textSchema })),
});

/** What the run has found so far. */
const estimatesEvent = z.object({
  type: z.literal('estimates'),
  rounds: z.number().int(),
  /** How many rounds the verdicts rest on; null before the first look. */
  look: z.number().int().nullable(),
  estimates: z.array(
    z.object({
      arm,
      metric: z.string(),
      ratio: z.number(),
      ci95: interval.nullable(),
      verdict: z.string(),
      tone: z.enum(['good', 'bad', 'same', 'open']),
    }),
  ),
  claims: z.array(z.object({ id: z.string(), verdict: z.string(), open: z.boolean() })),
});

/** The run is over. It comes last. */
const overEvent = z.object({
  type: z.literal('over'),
  outcome: z.enum(['finished', 'interrupted', 'failed']),
  /** Where its report is, relative to the project; null where there is none. */
  report: z.string().nullable(),
});

/** Something that happens in a run, for those who watch it. Times in what is told are lengths: when it happened, the feed adds. */
export const liveEventSchema = z.discriminatedUnion('type', [
  runEvent,
  z.object({ type: z.literal('note'), line: textSchema }),
  z.object({ type: z.literal('step'), what: textSchema }),
  systemEvent,
  loadEvent,
  z.object({ type: z.literal('load-over'), arm }),
  secondEvent,
  faultEvent,
  downEvent,
  workEvent,
  roundEvent,
  trialsEvent,
  estimatesEvent,
  overEvent,
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** Hears what happens. It is called where it happens, so it must be quick, and may not throw. */
export type Tell = (event: LiveEvent) => void;
