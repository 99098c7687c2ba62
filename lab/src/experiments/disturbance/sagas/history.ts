import { z } from 'zod';

/** Environment of processes that are to tell the steps of sagas. */
export const TELLS_SAGAS = { SAGA_HISTORY: 'on' } as const;
/** Where they do, in the folder of their data. Several processes may add to it. */
export const SAGA_HISTORY = 'sagas.ndjson';

const lineSchema = z.object({
  /** Of the process: another one is another life, or another instance. */
  pid: z.number().int(),
  saga: z.string(),
  what: z.enum(['begin', 'run', 'undo', 'refused']),
  /** Of a beginning: the names of all steps, in order, with a space between. */
  step: z.string(),
  /** Epoch ms, and how long it took. */
  at: z.number(),
  ms: z.number(),
  outcome: z.enum(['ok', 'refused', 'threw']),
});

/** One attempt at a step of a saga, as the process that made it has written it down. */
export type SagaLine = z.infer<typeof lineSchema>;

/** One saga, from its history. */
export interface SagaStory {
  readonly saga: string;
  /** In the order in which they began. The first is its beginning. */
  readonly lines: readonly SagaLine[];
  /** How it ended; undefined where it has not. One that is refused before anything was done has nothing to take back. */
  readonly fate: 'succeeded' | 'compensated' | 'refused' | undefined;
  /** From the end of the attempt that turned it round to the record of its refusal, ms; undefined where nothing was taken back. */
  readonly compensateMs: number | undefined;
}

/** @throws when a line is none, but for a last one without its end */
export function readSagaHistory(text: string): SagaLine[] {
  const lines = text.split('\n');
  // What follows the last line's end: nothing, or a line that a dying process did not finish.
  lines.pop();
  return lines.map((line) => lineSchema.parse(JSON.parse(line)));
}

/** The sagas of a history, in the order in which they began. One of which the beginning did not commit has nothing but that. */
export function storiesOf(history: readonly SagaLine[]): SagaStory[] {
  const bySaga = new Map<string, SagaLine[]>();
  for (const line of history.toSorted((a, b) => a.at - b.at)) {
    const own = bySaga.get(line.saga) ?? [];
    bySaga.set(line.saga, [...own, line]);
  }
  return [...bySaga].map(([saga, lines]) => ({ saga, lines, ...endOf(lines) }));
}

const ended = ({ at, ms }: SagaLine): number => at + ms;

function endOf(lines: readonly SagaLine[]): Pick<SagaStory, 'fate' | 'compensateMs'> {
  const refused = lines.find(({ what, outcome }) => what === 'refused' && outcome === 'ok');
  if (refused) {
    const firstUndo = lines.find(({ what }) => what === 'undo')?.at;
    if (firstUndo === undefined) return { fate: 'refused', compensateMs: undefined };
    const turned = lines.findLast(
      (line) => line.what === 'run' && line.outcome !== 'ok' && line.at < firstUndo,
    );
    return {
      fate: 'compensated',
      compensateMs: turned && Math.max(0, ended(refused) - ended(turned)),
    };
  }
  const last = lines
    .find(({ what }) => what === 'begin')
    ?.step.split(' ')
    .at(-1);
  const done = lines.some(({ what, step, outcome }) => what === 'run' && step === last && outcome === 'ok');
  return { fate: done ? 'succeeded' : undefined, compensateMs: undefined };
}
