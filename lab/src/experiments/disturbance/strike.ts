import { setTimeout as sleep } from 'node:timers/promises';
import type { Outage } from '../../components/component.ts';
import type { LoadSession } from '../../drivers/driver.ts';
import { killGroup } from '../../host/processes/guardian.ts';
import { DeadlineExceeded, waitUntil } from '../../host/processes/wait-until.ts';
import { partName, stillDown } from '../../topologies/part-restarts.ts';
import type { RunningSystem } from '../../topologies/topology.ts';
import type { Bites } from './faults/bites.ts';
import { type Fault, type FaultTarget, targetIn } from './faults/fault.ts';
import { clearFaults, injectFault } from './faults/injector.ts';
import { endOf, type FaultWindow, hitShareOf, impactOf, outageOf, timelineOf } from './impact.ts';
import type { FaultRecord } from './record.ts';
import { asStored, requestsOf } from './requests.ts';
import { BY_ALL, isBystander, type PlannedFault } from './settings.ts';

/** A system under load, in which a fault is to strike. */
export interface Scene {
  readonly system: Pick<RunningSystem, 'topology' | 'processes' | 'send' | 'messages' | 'restarts'>;
  readonly session: Pick<LoadSession, 'measure' | 'samples'>;
  readonly bites: Bites;
  /** The component that the fault kills, if that can be killed. */
  readonly outage?: Outage | undefined;
  readonly signal: AbortSignal;
  /** Hears when the fault bites, and when it is over, at once. */
  readonly hear?: ((state: 'strikes' | 'is-over') => void) | undefined;
}

/** The load that a fault falls upon. */
export interface SteadyLoad {
  readonly perSecond: number;
  /** Seconds of it before the fault, and after the time that the fault has. */
  readonly before: number;
  readonly after: number;
}

/** A process answers commands at once, unless its event loop is what is wrong with it. */
const COMMAND_MS = 5_000;
/** A crash needs a call of its context to happen, and the lab to hear of the death. */
const DEATH_MS = 2_000;
const READY_MS = 30_000;
/** Faults that end with the death of the process, and those that last until they are taken away. */
const DEADLY: ReadonlySet<Fault['kind']> = new Set(['crash', 'crash-at', 'leak']);
const LASTING: ReadonlySet<Fault['kind']> = new Set(['slow', 'fail', 'fail-at']);
/** A fault may end so much earlier than its time, by the clocks of timers. */
const EARLY_MS = 20;

/**
 * Puts a load on a system, injects a fault in the middle of it, sees that it bites, takes it away, and tells what it did. When this
 * resolves the system is whole again.
 *
 * @throws when the fault cannot be injected or taken away, or when the system does not become whole again
 */
export async function strike(
  scene: Scene,
  planned: PlannedFault,
  { perSecond, before, after }: SteadyLoad,
): Promise<Omit<FaultRecord, 'checks' | 'openSagas'>> {
  const { system, session } = scene;
  const { id, context, fault } = planned;
  const process = fault.kind === 'broker-outage' ? context : targetIn(system.topology, context).process;
  const seconds = before + planned.seconds + after;
  const deathsBefore = system.restarts.length;
  // A load that breaks off takes the fault with it: it must not strike the next system.
  const over = new AbortController();
  const signal = AbortSignal.any([scene.signal, over.signal]);
  const own = { ...scene, signal };
  let striking: Promise<FaultWindow | undefined> = Promise.resolve(undefined);
  let startedAt: number;
  try {
    startedAt = await session.measure({ name: id, perSecond, seconds }, seconds, async () => {
      striking = sleep(before * 1000, undefined, { signal }).then(() => befall(own, planned));
      // It is waited for at the end; until then its failure is not unhandled.
      striking.catch(() => undefined);
    });
  } catch (error) {
    over.abort(error);
    await striking.catch(() => undefined);
    throw error;
  }
  const struck = await striking;
  await untilWhole(system, signal);
  const samples = (await session.samples(id)).map(asStored);
  const endMs = seconds * 1000;
  const window = struck && { from: struck.from - startedAt, to: struck.to - startedAt };
  const none = { from: before * 1000, to: before * 1000 };
  // What only one side can suffer need not be judged by a time that is the same for both.
  const lasted = fault.kind === 'broker-outage' && window ? window.to - window.from : planned.seconds * 1000;
  const impact = impactOf(samples, window ?? none, lasted, endMs);
  const bystanders = samples.filter(({ endpoint }) => isBystander(planned, endpoint));
  const concerned = planned.needed === BY_ALL ? samples : bystanders;
  return {
    id,
    context,
    process,
    seconds,
    window: window ?? null,
    hitBefore: hitShareOf(samples.filter((sample) => endOf(sample) < (window?.from ?? 0))),
    ...impact,
    outageMs: window ? outageOf(concerned, window.from, endMs) : null,
    endpoints: { ...impact.endpoints },
    restarts: system.restarts.slice(deathsBefore).map((restart) => ({
      process: partName(restart),
      diedAt: restart.diedAt - startedAt,
      readyAt: restart.readyAt === undefined ? null : restart.readyAt - startedAt,
    })),
    timeline: timelineOf(samples, endMs),
    requests: requestsOf(samples),
  };
}

/** @returns from the first bite to the end of the fault, epoch ms; undefined when it did not bite, or did not come to its end */
async function befall(
  scene: Scene,
  { context, fault, seconds }: PlannedFault,
): Promise<FaultWindow | undefined> {
  try {
    if (fault.kind === 'broker-outage') return await killBroker(scene, seconds);
    const target = targetIn(scene.system.topology, context);
    if (fault.kind === 'process-kill') return await killProcess(scene, target);
    return await fallUpon(scene, target, fault, seconds);
  } finally {
    scene.hear?.('is-over');
  }
}

/** A supervisor would start a broker again at once, too; it is down for as long as its start takes. */
async function killBroker(
  { outage, signal, hear }: Scene,
  seconds: number,
): Promise<FaultWindow | undefined> {
  if (!outage) throw new Error('this broker cannot be killed and started again');
  const from = Date.now();
  hear?.('strikes');
  await outage.kill();
  // A broker that stays away would be everybody's, in every trial to come.
  await outage.restart(signal).catch(async () => outage.restart(signal));
  const to = Date.now();
  return to - from <= seconds * 1000 ? { from, to } : undefined;
}

/** Its supervisor starts the process again. */
async function killProcess(
  { system, signal, hear }: Scene,
  { process }: FaultTarget,
): Promise<FaultWindow | undefined> {
  const pid = system.processes.find(({ name }) => name === process)?.pid;
  if (pid === undefined) throw new Error(`there is no process ${process} to kill`);
  const deaths = system.restarts.length;
  hear?.('strikes');
  const from = Date.now();
  killGroup(pid, 'SIGKILL');
  const to = await deathOf(system, process, deaths, DEATH_MS, signal);
  return to === undefined ? undefined : { from, to };
}

/** @returns when a process died, epoch ms; undefined when it has not in time */
async function deathOf(
  { restarts }: Pick<RunningSystem, 'restarts'>,
  process: string,
  deathsBefore: number,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const death = () => restarts.slice(deathsBefore).find((each) => each.process === process);
  const look = () => death() !== undefined || 'it lives';
  await waitUntil(`${process} to die of it`, look, { deadlineMs, everyMs: 10, signal }).catch(unlessLate);
  return death()?.diedAt;
}

async function fallUpon(
  scene: Scene,
  target: FaultTarget,
  fault: Fault,
  seconds: number,
): Promise<FaultWindow | undefined> {
  const { system, bites, signal } = scene;
  const since = Date.now();
  const deaths = system.restarts.length;
  await injectFault(system, target, fault, COMMAND_MS);
  const atMost = { since, deadlineMs: seconds * 1000, signal };
  const first = await bites.untilFirst(target, fault.kind, atMost).catch(unlessLate);
  if (first) scene.hear?.('strikes');
  const to = first && (await overAt(scene, target, fault, first.at, since + seconds * 1000, deaths));
  const died = DEADLY.has(fault.kind) && to !== undefined;
  // Also one that has not bitten: it would at a time that nobody looks at.
  if (!died) await clearFaults(system, target.process, COMMAND_MS);
  if (!first) return undefined;
  // What is taken away ends when it is taken away.
  const endsByItself = !LASTING.has(fault.kind);
  if (endsByItself && to === undefined) return undefined;
  return { from: first.at, to: to ?? Date.now() };
}

/** When a fault that bit ended by itself, epoch ms; undefined for one that has to be taken away, or did not end in time. */
async function overAt(
  { system, bites, signal }: Scene,
  target: FaultTarget,
  fault: Fault,
  bitAt: number,
  until: number,
  deaths: number,
): Promise<number | undefined> {
  switch (fault.kind) {
    case 'crash':
    case 'crash-at':
    case 'leak': {
      const deadlineMs = fault.kind === 'leak' ? until - Date.now() : DEATH_MS;
      return deathOf(system, target.process, deaths, deadlineMs, signal);
    }
    case 'block':
    case 'hold':
    case 'hold-writer': {
      const atMost = { since: bitAt, deadlineMs: fault.ms + COMMAND_MS, signal };
      const to = await bites.untilOver(target, fault.kind, atMost).catch(unlessLate);
      return to !== undefined && to - bitAt >= fault.ms - EARLY_MS ? to : undefined;
    }
    case 'hash':
      // It lasts as long as its work does. On a slow machine that is more than the time whose requests count.
      return bites
        .untilOver(target, fault.kind, { since: bitAt, deadlineMs: until - bitAt + COMMAND_MS, signal })
        .catch(unlessLate);
    case 'slow':
    case 'fail':
    case 'fail-at':
      await sleep(Math.max(0, until - Date.now()), undefined, { signal });
      return undefined;
  }
}

async function untilWhole(system: Scene['system'], signal: AbortSignal): Promise<void> {
  const look = () => {
    const down = stillDown(system.restarts);
    return down.length === 0 || down.map(partName).join(', ');
  };
  await waitUntil('every process to be ready again', look, { deadlineMs: READY_MS, everyMs: 20, signal });
}

function unlessLate(error: unknown): undefined {
  if (error instanceof DeadlineExceeded) return undefined;
  throw error;
}
