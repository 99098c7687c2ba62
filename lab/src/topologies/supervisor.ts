import { join } from 'node:path';
import { allOrNone } from '../processes/all-or-none.ts';
import { freePorts } from '../processes/free-ports.ts';
import { acquireGuardian } from '../processes/guardian.ts';
import { serviceEnvironment, withSecret } from './service-environment.ts';
import { ServiceProcess } from './service-process.ts';
import type { ProcessSpec, RunningSystem, Topology } from './topology.ts';

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
    });
    running.set(spec.name, service);
    void service.exited.then(async () => {
      if (!dismissed.has(service)) fail(new Error(await service.obituary()));
    });
    return service;
  };
  const named = (name: string) => {
    const spec = topology.processes.find((candidate) => candidate.name === name);
    const service = running.get(name);
    if (!spec || !service) throw new Error(`${topology.id} has no process named ${name}`);
    return { spec, service };
  };
  const stop = async () => {
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

  return {
    topology,
    url: named(topology.edge).service.url,
    get processes() {
      return [...running.values()].map(({ name, pid, url }) => ({ name, pid, url }));
    },
    startupMs,
    failure,
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

/** A promise that only rejects, and whose rejection nobody has to handle. */
function withoutUnhandled(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
