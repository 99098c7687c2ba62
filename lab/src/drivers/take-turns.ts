import type { WarmUpRecord } from '../records/trial.ts';
import type { PlannedPhase } from '../scenario/scenario.ts';
import type { Driver, Load, LoadPlan, LoadResult, LoadSession } from './driver.ts';
import { isSteady } from './steady-state.ts';

/** What others do while a system is loaded. The load waits for each before it goes on. */
export interface LoadHooks {
  warmedUp?(): Promise<void>;
  blockStarts?(phase: string): Promise<void>;
  /** Comes when the last request of the block has been answered or given up. */
  blockEnded?(phase: string): Promise<void>;
  phaseEnded?(phase: string): Promise<void>;
}

/** One of the systems that take turns. */
export interface Turn {
  readonly session: LoadSession;
  readonly hooks: LoadHooks;
}

/**
 * Warms systems up and runs the phases on all of them, in turns: a block of seconds on the one, then on the next. Whatever
 * makes the machine faster or slower for longer than a block hits all of them alike (Bulej, Horký, Tůma et al., "Duet
 * Benchmarking: Improving Measurement Accuracy in the Cloud", ICPE 2020; there the two run at the same moment, which would
 * have them compete for the CPU that we want to see used).
 *
 * @param blockSeconds length of a turn; a phase that is no multiple of it ends with a shorter one. A system alone has no turns to take
 * @param inOrder a new order of the systems for each set of turns
 */
export async function takeTurns<T extends Turn>(
  systems: readonly T[],
  { warmUp, phases }: LoadPlan,
  blockSeconds: number,
  inOrder: (systems: readonly T[]) => readonly T[],
): Promise<Map<T, LoadResult>> {
  const warmedUp = await warmUpAll(systems, warmUp, blockSeconds);
  for (const { hooks } of systems) await hooks.warmedUp?.();
  for (const phase of phases) {
    for (const seconds of blocksOf(phase.seconds, systems.length > 1 ? blockSeconds : phase.seconds))
      for (const system of inOrder(systems)) await measureBlock(system, phase, seconds);
    for (const { hooks } of systems) await hooks.phaseEnded?.(phase.name);
  }
  const results = new Map<T, LoadResult>();
  for (const [system, record] of warmedUp)
    results.set(system, { warmUp: record, ...(await system.session.results()) });
  return results;
}

/** Loads one system from beginning to end. */
export async function runLoad(
  driver: Driver,
  load: Load,
  plan: LoadPlan,
  hooks: LoadHooks,
  signal: AbortSignal,
): Promise<LoadResult> {
  const session = await driver.open(load, signal);
  try {
    const [result] = (await takeTurns([{ session, hooks }], plan, driver.blockSeconds, same)).values();
    if (!result) throw new Error(`${driver.id} has no result`);
    return result;
  } finally {
    await session.close();
  }
}

const same = <T>(systems: readonly T[]): readonly T[] => systems;

/** How long the blocks of a phase are, in their order. */
export function blocksOf(seconds: number, blockSeconds: number): number[] {
  const whole = Math.floor(seconds / blockSeconds);
  const rest = seconds - whole * blockSeconds;
  return [...Array.from({ length: whole }, () => blockSeconds), ...(rest > 0 ? [rest] : [])];
}

async function measureBlock({ session, hooks }: Turn, phase: PlannedPhase, seconds: number): Promise<void> {
  await session.measure(phase, seconds, async () => hooks.blockStarts?.(phase.name));
  await hooks.blockEnded?.(phase.name);
}

/**
 * Warms all systems up side by side for the least time that it takes, as nothing is measured then, and from there on each in turn
 * until its own windows are steady, or to the cap. Only windows in which it had the machine to itself can show that.
 */
async function warmUpAll<T extends Turn>(
  systems: readonly T[],
  { perSecond, minSeconds, maxSeconds, within }: LoadPlan['warmUp'],
  blockSeconds: number,
): Promise<Map<T, WarmUpRecord>> {
  const notItsOwn = systems.length > 1 ? minSeconds : 0;
  const recordOf = (windows: readonly (number | null)[]): WarmUpRecord => ({
    seconds: windows.length,
    steady: isSteady(windows.slice(notItsOwn), within),
    windows: [...windows],
  });
  const warmUp = ({ session }: T, seconds: number) => session.warmUp(perSecond, seconds);
  const begun = systems.map(async (system) => [system, recordOf(await warmUp(system, minSeconds))] as const);
  const records = new Map(await Promise.all(begun));
  for (;;) {
    const cold = [...records].filter(([, { steady, seconds }]) => !steady && seconds < maxSeconds);
    if (cold.length === 0) return records;
    for (const [system, { windows }] of cold) {
      const seconds = Math.min(blockSeconds, maxSeconds - windows.length);
      records.set(system, recordOf([...windows, ...(await warmUp(system, seconds))]));
    }
  }
}
