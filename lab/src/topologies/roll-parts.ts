import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { waitUntil } from '../host/processes/wait-until.ts';
import type { Replaced } from '../scenario/update.ts';
import type { ProcessMessage, RunningSystem } from './topology.ts';

const at = z.number();

/** What a process says that is told to roll its parts, e.g. a cluster's primary of its workers. Times in epoch ms. */
const rollReport = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('part-replaced'),
    ...{ id: z.string(), part: z.string(), startedAt: at, readyAt: at, toldAt: at, endedAt: at },
  }),
  z.object({
    type: z.literal('rolled'),
    id: z.string(),
    /** How many parts run another program still. */
    left: z.number(),
  }),
  z.object({
    type: z.literal('roll-refused'),
    ...{ id: z.string(), reason: z.string() },
    /** Whether a new part was not ready in time, and nothing else was wrong. */
    late: z.boolean(),
  }),
]);

/** What parts are to run from now on. */
interface Roll {
  /** The program, as an absolute path. */
  readonly program: string;
  /** How long a new part may take until it is ready. */
  readonly readyMs: number;
  /** How long all of it may take. */
  readonly deadlineMs: number;
  /** Whether to replace the next part alone that runs another program. Without, all are replaced, whatever they run. */
  readonly step?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
interface Rolled {
  /** The parts that were replaced, in order. */
  readonly replaced: readonly Replaced[];
  /** Which part was not ready in time; undefined where none was late. */
  readonly refused: string | undefined;
  /** How many parts run another program still; undefined where one was not ready in time. */
  readonly left: number | undefined;
}

/**
 * Has a process put new parts in the place of those that it keeps, one by one: each new one is ready before an old one drains.
 *
 * @throws when the process cannot be reached, has not ended it in time, or refuses it for another reason than a part that is not ready in time
 */
export async function rollParts(
  { send, messages }: Pick<RunningSystem, 'send' | 'messages'>,
  name: string,
  { program, readyMs, deadlineMs, step, signal }: Roll,
): Promise<Rolled> {
  const id = randomUUID();
  const replaced: Replaced[] = [];
  let ended: (Omit<Rolled, 'replaced'> & { readonly late: boolean }) | undefined;
  const hear = ({ from, content }: ProcessMessage) => {
    const { data } = rollReport.safeParse(content);
    if (from !== name || data?.id !== id) return;
    if (data.type === 'part-replaced') {
      const { startedAt, readyAt, toldAt, endedAt } = data;
      replaced.push({ startedAt, readyAt, toldAt, endedAt });
    } else if (data.type === 'rolled') ended = { refused: undefined, late: false, left: data.left };
    else ended = { refused: data.reason, late: data.late, left: undefined };
  };
  messages.on('message', hear);
  try {
    await send(name, { type: 'roll', id, program, readyMs, step });
    const look = () => ended !== undefined || `${replaced.length} replaced`;
    await waitUntil(`${name} to replace its parts`, look, { deadlineMs, everyMs: 5, signal });
    const { refused, late, left } = ended ?? { refused: undefined, late: false, left: undefined };
    if (refused !== undefined && !late) throw new Error(`${name} has not replaced its parts: ${refused}`);
    return { replaced, refused, left };
  } finally {
    messages.off('message', hear);
  }
}
