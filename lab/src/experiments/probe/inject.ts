import type { InjectedFault } from '../../scenario/probe.ts';
import type { RunningSystem } from '../../topologies/topology.ts';
import type { Bites } from '../disturbance/faults/bites.ts';
import { faultSchema } from '../disturbance/faults/fault.ts';
import { clearFaults, injectFault } from '../disturbance/faults/injector.ts';

/** A process that goes answers at once. ms. */
const COMMAND_MS = 10_000;

/** Where a probe's faults strike. */
export interface Scene {
  readonly system: Pick<RunningSystem, 'send' | 'messages'>;
  readonly bites: Bites;
  /** Aborts when the trial is called off. */
  readonly signal: AbortSignal;
}

/** See `ProbeBench.inject`. */
export async function injectInto(
  { system, bites, signal }: Scene,
  process: string,
  context: string,
  fault: unknown,
): Promise<InjectedFault> {
  const parsed = faultSchema.parse(fault);
  const target = { process, context };
  const since = Date.now();
  await injectFault(system, target, parsed, COMMAND_MS);
  return {
    async bitten(deadlineMs) {
      await bites.untilFirst(target, parsed.kind, { since, deadlineMs, signal });
    },
    async over(deadlineMs) {
      await bites.untilOver(target, parsed.kind, { since, deadlineMs, signal });
    },
    clear: () => clearFaults(system, process, COMMAND_MS),
  };
}
