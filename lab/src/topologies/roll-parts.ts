import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { waitUntil } from '../host/processes/wait-until.ts';
import type { Replaced } from '../scenario/probe.ts';
import type { ProcessMessage, RunningSystem } from './topology.ts';

const at = z.number();

/** What a process says that is told to roll its parts, e.g. a cluster's primary of its workers. Times in epoch ms. */
const rollReport = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('part-replaced'),
    ...{ id: z.string(), part: z.string(), startedAt: at, readyAt: at, toldAt: at, endedAt: at },
  }),
  z.object({ type: z.literal('rolled'), id: z.string() }),
  z.object({ type: z.literal('roll-refused'), id: z.string(), reason: z.string() }),
]);

/** What parts are to run from now on. */
interface Roll {
  /** The program, as an absolute path. */
  readonly program: string;
  /** How long a new part may take until it is ready. */
  readonly readyMs: number;
  /** How long all of it may take. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it: the parts that were replaced, in order, and why the others were not; no reason where all were. */
interface Rolled {
  readonly replaced: readonly Replaced[];
  readonly refused: string | undefined;
}

/**
 * Has a process put new parts in the place of those that it keeps, one by one: each new one is ready before an old one drains.
 *
 * @throws when the process cannot be reached, or has not ended it in time
 */
export async function rollParts(
  { send, messages }: Pick<RunningSystem, 'send' | 'messages'>,
  name: string,
  { program, readyMs, deadlineMs, signal }: Roll,
): Promise<Rolled> {
  const id = randomUUID();
  const replaced: Replaced[] = [];
  let ended: { readonly refused: string | undefined } | undefined;
  const hear = ({ from, content }: ProcessMessage) => {
    const { data } = rollReport.safeParse(content);
    if (from !== name || data?.id !== id) return;
    if (data.type === 'part-replaced') {
      const { startedAt, readyAt, toldAt, endedAt } = data;
      replaced.push({ startedAt, readyAt, toldAt, endedAt });
    } else ended = { refused: data.type === 'rolled' ? undefined : data.reason };
  };
  messages.on('message', hear);
  try {
    await send(name, { type: 'roll', id, program, readyMs });
    const look = () => ended !== undefined || `${replaced.length} replaced`;
    await waitUntil(`${name} to replace its parts`, look, { deadlineMs, everyMs: 5, signal });
    return { replaced, refused: ended?.refused };
  } finally {
    messages.off('message', hear);
  }
}
