import type { EventEmitter } from 'node:events';
import type { Exit } from '../host/processes/guardian.ts';
import type { Replaced } from '../scenario/update.ts';

/** A program and its arguments: found on PATH, or by a path with a slash relative to the project's root. */
export type Command = readonly [program: string, ...args: string[]];

interface AnyProcess {
  /** Unique within the topology, e.g. `inventory`. */
  readonly name: string;
  /** What it is an instance of, e.g. `recommendations`; its name without. */
  readonly role?: string;
  /** Environment of this process alone, besides what every process gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Creates and fills its database, and ends; the program itself without, with `seed` as its last argument. */
  readonly seed?: Command;
}

/** A process that runs a Node program. It has an IPC channel: it drains when the lab dies, and can take faults. */
export interface NodeProcess extends AnyProcess {
  /** The program, relative to the project's root, e.g. `monolith/dist/program.js`. */
  readonly entry: string;
}

/** What runs a program that is not Node's. */
export interface OtherProgram extends Pick<AnyProcess, 'seed'> {
  readonly command: Command;
  /** Id of the stack that it is built with, see `stackOf`; none for one that is simply there. */
  readonly stack?: string;
}

/** A process that runs any other program. It has no IPC channel: the guardian ends it when the lab dies. */
export type CommandProcess = AnyProcess & OtherProgram;

/**
 * One process of a topology: how to start it. It listens on `HOST` and `PORT`, keeps its data in `DATA_DIR`, answers 200 to
 * `/health/ready` once it serves, and drains and ends on SIGTERM.
 */
export type ProcessSpec = NodeProcess | CommandProcess;

/** One way of deploying the shop: a base and what was chosen for it. An arm of an experiment is a topology under a name. */
export interface Topology {
  /** As used in `--arms`, e.g. `monolith`, and as stored runs have it. */
  readonly id: string;
  readonly title: string;
  readonly processes: readonly ProcessSpec[];
  /** Name of the process that answers HTTP clients. */
  readonly edge: string;
  /** Ids of the components that it needs. */
  readonly components: readonly string[];
  /** Id of the base that it is made from, e.g. `monolith`: it runs on the same seeded data. */
  readonly base?: string;
  /** How many times it has what is scaled; once without. */
  readonly replicas?: number;
  /** What a process answers from a copy of its own, see `Alternative`; none without. */
  readonly copies?: Readonly<Record<string, readonly string[]>>;
  /** How many CPUs its processes have; all of the arms' without. */
  readonly cpus?: number;
  /** Whether its processes call each other at addresses, see `withAddresses`. */
  readonly addresses?: true;
}

/** A process of a running system. */
export interface RunningProcess {
  readonly name: string;
  /** Of the process that was started; it may have children (cluster workers). Changes with a restart. */
  readonly pid: number;
  /** Where it answers /health and /metrics. Changes when it is replaced. */
  readonly url: string;
}

/** A death of a supervised process, or of a part that it keeps, and the new life. Times in epoch ms. */
export interface Restart {
  readonly process: string;
  /** What of it died, while it lived on: e.g. `worker-1` of a cluster. A part keeps its name over its lives. */
  readonly part?: string;
  readonly exit: Exit;
  readonly diedAt: number;
  /** When it was started again; missing before, and when the system was stopped first. */
  readonly startedAt?: number;
  /** When it said that it is ready; missing before, and when it died first, which is another entry. */
  readonly readyAt?: number;
}

/** What a process has sent over its IPC channel. */
export interface ProcessMessage {
  /** Name of the process. */
  readonly from: string;
  readonly content: unknown;
}

/** A topology that has been started and has said that it is ready. */
export interface RunningSystem {
  readonly topology: Topology;
  /** Where clients send requests, e.g. `http://127.0.0.1:40123`. Changes when the edge is replaced. */
  readonly url: string;
  readonly processes: readonly RunningProcess[];
  /** Milliseconds from the first process started to the last one ready. */
  readonly startupMs: number;
  /**
   * Rejects, naming the process and the end of its log, if one ends that was not asked to, or a part that it keeps; of supervised ones,
   * if one dies again and again, or is not ready again in time.
   */
  readonly failure: Promise<never>;
  /** Deaths of supervised processes, and of parts that these keep and tell of, in order. */
  readonly restarts: readonly Restart[];
  /** Emits `message` for everything that a process sends over its IPC channel. */
  readonly messages: EventEmitter<{ message: [ProcessMessage] }>;
  /** Sends something to a process over its IPC channel. Rejects when the process is gone, or has none. */
  send(name: string, content: object): Promise<void>;
  /** Ends a process at once (SIGKILL) and waits until it is gone. */
  kill(name: string): Promise<void>;
  /** Starts a killed process again, on its port and its data, and waits until it is ready. */
  restart(name: string): Promise<void>;
  /**
   * Starts a new process in place of one, on a port of its own, and waits until it is ready. Only then is the old one told to
   * drain (SIGTERM), and killed when it has not ended 10 s later. For that time both are there, on the same data; a process behind
   * messages gets its share of them as soon as it consumes, and needs no port for that.
   *
   * Two processes cannot listen on one port. So the edge moves to another one: `url` tells the new address, and a client that stays
   * with the old one is refused once the old edge has drained. Clients that are not to notice need a proxy before the edge.
   *
   * @param spec what the new process is, by the same name; what the old one was without
   * @param readyMs how long it may take until it is ready; as long as at the system's start without
   * @throws when the new one does not get ready in time: it is ended, and the old one goes on. When there may never be two of it, or
   *   the system is stopped meanwhile. Where processes call each other at addresses, which the new one cannot take over
   */
  replace(name: string, spec?: ProcessSpec, readyMs?: number): Promise<Replaced>;
  /**
   * Tells a process to drain, waits until it has ended, starts a new one on its port and its data, and waits until that is ready. Meanwhile there is
   * none.
   *
   * @param spec what the new process is, by the same name; what the old one was without
   * @throws when the new one does not get ready in time
   */
  stopAndStart(name: string, spec?: ProcessSpec): Promise<Replaced>;
  /** Ends all of it, gently first. Never throws; safe to call twice. */
  stop(): Promise<void>;
}
