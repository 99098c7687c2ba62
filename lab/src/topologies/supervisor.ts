import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { freePorts } from '../host/processes/free-ports.ts';
import { acquireGuardian, type Exit } from '../host/processes/guardian.ts';
import { RestartPolicy } from './restart-policy.ts';
import { serviceEnvironment, withSecret } from './service-environment.ts';
import { ServiceProcess } from './service-process.ts';
import type { ProcessSpec, Restart, RunningSystem, Topology } from './topology.ts';

const READY_MS = 60_000;

export interface StartOptions {
  /** The project's root, which the entries of a topology are relative to. */
  readonly root: string;
  readonly runId: string;
  /** Logs go to `<trialDir>/logs/<process>.log`. */
  readonly trialDir: string;
  /** Folder of the processes' database files, seeded (see `prepareData`). */
  readonly dataDir: string;
  /** Environment for all processes, e.g. `AMQP_URL`. Without a `JWT_SECRET` they share a random one. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds until every process must be ready; 60,000 by default. */
  readonly deadlineMs?: number;
  /** CPUs to run on, as `taskset -c` lists them. Linux only. */
  readonly cpus?: string | undefined;
  /** Port of the edge; a free one by default. The other processes always get free ones. */
  readonly edgePort?: number | undefined;
  /**
   * Whether a process that dies once all are ready is started again, see `RestartPolicy`. By default its death is the system's
   * failure.
   */
  readonly supervised?: boolean;
  /** Calls the start off: everything is stopped and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts every process of a topology at once and waits until each says that it is ready.
 *
 * @throws as soon as one ends or misses the deadline, with its name and the end of its log; the others are then stopped
 */
export async function startSystem(topology: Topology, options: StartOptions): Promise<RunningSystem> {
  const { signal, deadlineMs = READY_MS } = options;
  signal?.throwIfAborted();
  const guardian = acquireGuardian(options.runId);
  const settings = { runId: options.runId, dataDir: options.dataDir, env: withSecret(options.env) };
  const ports = await assignPorts(topology, options.edgePort);
  const running = new Map<string, ServiceProcess>();
  /** Processes that have been told to end, whose end is no failure. */
  const dismissed = new Set<ServiceProcess>();
  const { promise: failure, reject: fail } = withoutUnhandled();
  const messages: RunningSystem['messages'] = new EventEmitter();
  messages.setMaxListeners(0);
  const policies = new Map(topology.processes.map(({ name }) => [name, new RestartPolicy()]));
  const restarts: Restart[] = [];
  const stopping = new AbortController();
  let supervising = false;

  const start = (spec: ProcessSpec): ServiceProcess => {
    const port = ports.get(spec.name) ?? 0;
    const service = new ServiceProcess({
      name: spec.name,
      entry: join(options.root, spec.entry),
      cwd: options.root,
      env: serviceEnvironment(settings, spec, port),
      port,
      log: join(options.trialDir, 'logs', `${spec.name}.log`),
      cpus: options.cpus,
      guardian,
      onMessage: (content) => messages.emit('message', { from: spec.name, content }),
    });
    running.set(spec.name, service);
    void service.exited.then(async (exit) => {
      if (dismissed.has(service)) return;
      if (supervising) await revive(spec, service, exit);
      else fail(new Error(await service.obituary()));
    });
    return service;
  };
  /** Never rejects. */
  const revive = async (spec: ProcessSpec, dead: ServiceProcess, exit: Exit): Promise<void> => {
    const death = { process: spec.name, exit, diedAt: Date.now() };
    const entry = restarts.push(death) - 1;
    const wait = policies.get(spec.name)?.afterDeath(dead.startedAt, death.diedAt) ?? 'give-up';
    if (wait === 'give-up') return fail(new Error(`it dies again and again: ${await dead.obituary()}`));
    // What it has left of its process group would be in the way.
    await dead.kill();
    await pause(wait, stopping.signal);
    if (stopping.signal.aborted || dismissed.has(dead)) return;
    let service: ServiceProcess | undefined;
    try {
      service = start(spec);
      const { startedAt } = service;
      restarts[entry] = { ...death, startedAt };
      await service.untilReady(deadlineMs, stopping.signal);
      restarts[entry] = { ...death, startedAt, readyAt: Date.now() };
    } catch (error) {
      // Another death has its own entry, and an end that was asked for is none.
      if (!service?.hasExited && !stopping.signal.aborted) fail(error as Error);
    }
  };
  const named = (name: string) => {
    const spec = topology.processes.find((candidate) => candidate.name === name);
    const service = running.get(name);
    if (!spec || !service) throw new Error(`${topology.id} has no process named ${name}`);
    return { spec, service };
  };
  const stop = async () => {
    stopping.abort();
    const all = [...running.values()];
    for (const service of all) dismissed.add(service);
    await Promise.all(all.map((service) => service.stop()));
    await guardian.release();
  };

  const startedAt = performance.now();
  try {
    const services = topology.processes.map(start);
    await allOrNone(
      services.map((service) => (given) => service.untilReady(deadlineMs, given)),
      signal,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const startupMs = performance.now() - startedAt;
  supervising = options.supervised ?? false;

  return {
    topology,
    url: named(topology.edge).service.url,
    get processes() {
      return [...running.values()].map(({ name, pid, url }) => ({ name, pid, url }));
    },
    startupMs,
    failure,
    restarts,
    messages,
    send: async (name, content) => named(name).service.send(content),
    async kill(name) {
      const { service } = named(name);
      dismissed.add(service);
      await service.kill();
    },
    async restart(name) {
      const { service, spec } = named(name);
      dismissed.add(service);
      await service.kill();
      await start(spec).untilReady(deadlineMs);
    },
    stop,
  };
}

async function assignPorts(topology: Topology, edgePort: number | undefined): Promise<Map<string, number>> {
  const free = await freePorts(topology.processes.length);
  const ports = new Map(topology.processes.map((spec, index) => [spec.name, free[index] ?? 0]));
  if (edgePort !== undefined) ports.set(topology.edge, edgePort);
  return ports;
}

/** Resolves after `ms`, or at once when the signal aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** A promise that only rejects, and whose rejection nobody has to handle. */
function withoutUnhandled(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
