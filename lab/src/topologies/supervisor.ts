import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { freePorts } from '../host/processes/free-ports.ts';
import { acquireGuardian, type Guardian } from '../host/processes/guardian.ts';
import { commandOf, hasChannel } from './command-of.ts';
import { KeptProcess, type Surroundings } from './kept-process.ts';
import { PartRestarts } from './part-restarts.ts';
import { serviceEnvironment, withSecret } from './service-environment.ts';
import { ServiceProcess } from './service-process.ts';
import type { ProcessSpec, Restart, RunningSystem, Topology } from './topology.ts';
import { withAddresses } from './with-addresses.ts';

const READY_MS = 60_000;

export interface StartOptions {
  /** The project's root, which the programs of a topology are relative to. */
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
  const placed = await place(topology, options.edgePort);
  const { promise: failure, reject: fail } = withoutUnhandled();
  const messages: RunningSystem['messages'] = new EventEmitter();
  messages.setMaxListeners(0);
  const restarts: Restart[] = [];
  const stopping = new AbortController();
  let supervising = false;
  const around: Surroundings = {
    start: starter(options, guardian, messages),
    deadlineMs,
    supervising: () => supervising,
    restarts,
    fail,
    stopping: stopping.signal,
  };
  const parts = new PartRestarts(around);
  messages.on('message', (message) => parts.hear(message));
  const processes = new Map<string, KeptProcess>();
  const named = (name: string) => {
    const found = processes.get(name);
    if (!found) throw new Error(`${topology.id} has no process named ${name}`);
    return found;
  };
  const stop = async () => {
    stopping.abort(new Error(`${topology.id} is being stopped`));
    await Promise.all([...processes.values()].map((process) => process.stop()));
    await guardian.release();
  };

  const startedAt = performance.now();
  try {
    for (const { spec, port } of placed) processes.set(spec.name, new KeptProcess(spec, port, around));
    const waits = [...processes.values()].map((process) => (given: AbortSignal) => process.untilReady(given));
    await allOrNone(waits, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const startupMs = performance.now() - startedAt;
  supervising = options.supervised ?? false;

  return {
    topology,
    get url() {
      return named(topology.edge).running.url;
    },
    get processes() {
      return [...processes.values()].map(({ running }) => running);
    },
    startupMs,
    failure,
    restarts,
    messages,
    send: async (name, content) => named(name).send(content),
    kill: async (name) => named(name).kill(),
    restart: async (name) => named(name).restart(),
    async replace(name, spec = named(name).spec, readyMs?) {
      const process = named(name);
      if (topology.addresses)
        throw new Error(`${name} cannot be replaced: the others know it by its address`);
      requireSame(name, spec);
      const [port = 0] = await freePorts(1);
      return process.replace(spec, port, readyMs);
    },
    async stopAndStart(name, spec = named(name).spec) {
      const process = named(name);
      requireSame(name, spec);
      return process.stopAndStart(spec);
    },
    stop,
  };
}

function requireSame(name: string, spec: ProcessSpec): void {
  if (spec.name !== name) throw new Error(`${name} cannot be replaced by ${spec.name}`);
}

/** What starts a process of a system. */
function starter(
  { root, runId, dataDir, env, trialDir, cpus }: StartOptions,
  guardian: Guardian,
  messages: RunningSystem['messages'],
): Surroundings['start'] {
  const settings = { runId, dataDir, env: withSecret(env) };
  return (spec: ProcessSpec, port, log) =>
    new ServiceProcess({
      name: spec.name,
      command: commandOf(spec, root),
      channel: hasChannel(spec),
      cwd: root,
      env: serviceEnvironment(settings, spec, port),
      port,
      log: join(trialDir, 'logs', `${log}.log`),
      cpus,
      guardian,
      onMessage: (content) => messages.emit('message', { from: spec.name, content }),
    });
}

/** Where each process is to listen, and how it is started there. */
async function place(
  topology: Topology,
  edgePort: number | undefined,
): Promise<{ readonly spec: ProcessSpec; readonly port: number }[]> {
  const many = topology.processes.length;
  const free = await freePorts(topology.addresses ? 2 * many : many);
  return withAddresses(topology, free.slice(many)).map((spec, index) => ({
    spec,
    port: spec.name === topology.edge && edgePort !== undefined ? edgePort : (free[index] ?? 0),
  }));
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
