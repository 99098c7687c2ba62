import { randomUUID } from 'node:crypto';
import { on } from 'node:events';
import { DeadlineExceeded } from '../../../host/processes/wait-until.ts';
import type { ProcessMessage, RunningSystem } from '../../../topologies/topology.ts';
import { answer, type Fault, type FaultTarget } from './fault.ts';

type Reachable = Pick<RunningSystem, 'send' | 'messages'>;

/**
 * Injects a fault, in the place of the one that the context may have. It is armed when this resolves; that it bites is another
 * matter, see `Bites`.
 *
 * @throws when the process refuses it, is gone, or does not answer within `deadlineMs`
 */
export function injectFault(
  system: Reachable,
  { process, context }: FaultTarget,
  fault: Fault,
  deadlineMs: number,
): Promise<void> {
  return command(system, process, { type: 'fault', context, fault }, deadlineMs);
}

/**
 * Ends all faults in a process, but for memory that has leaked.
 *
 * @throws when the process is gone or does not answer within `deadlineMs`
 */
export function clearFaults(system: Reachable, process: string, deadlineMs: number): Promise<void> {
  return command(system, process, { type: 'clear-faults' }, deadlineMs);
}

async function command(system: Reachable, process: string, words: object, deadlineMs: number): Promise<void> {
  const id = randomUUID();
  const deadline = AbortSignal.timeout(deadlineMs);
  const heard = on(system.messages, 'message', { signal: deadline });
  try {
    await system.send(process, { ...words, id });
    for await (const [{ content }] of heard as AsyncIterable<[ProcessMessage]>) {
      const { success, data } = answer.safeParse(content);
      if (!success || data.id !== id) continue;
      if (data.type === 'fault-refused') throw new Error(`${process} refuses: ${data.reason}`);
      return;
    }
  } catch (error) {
    if (deadline.aborted)
      throw new DeadlineExceeded(`${process} to answer ${JSON.stringify(words)}`, deadlineMs, '');
    throw error;
  } finally {
    await heard.return?.();
  }
}
