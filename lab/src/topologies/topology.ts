import type { EventEmitter } from 'node:events';
import type { Exit } from '../host/processes/guardian.ts';

/** One process of a topology: how to start it and how to tell that it serves. */
export interface ProcessSpec {
  /** Unique within the topology, e.g. `inventory`. */
  readonly name: string;
  /** The program, relative to the project's root, e.g. `monolith/dist/main.js`. */
  readonly entry: string;
  /** Environment of this process alone, besides what every process gets. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * One way of deploying the shop. An arm of an experiment is a topology under a name.
 *
 * Choices that an experiment may vary are separate fields, so that topologies between the two ends stay possible.
 */
export interface Topology {
  /** As used in `--arms`, e.g. `monolith`. */
  readonly id: string;
  readonly title: string;
  readonly processes: readonly ProcessSpec[];
  /** Name of the process that answers HTTP clients. */
  readonly edge: string;
  /** Ids of the components that it needs, e.g. `rabbitmq`. */
  readonly components: readonly string[];
  /** What it is a variant of, e.g. `monolith`: it runs on the same seeded data. */
  readonly base?: string;
  /** How many times it has what is scaled; once without. */
  readonly replicas?: number;
}

/** A process of a running system. */
export interface RunningProcess {
  readonly name: string;
  /** Of the process that was started; it may have children (cluster workers). Changes with a restart. */
  readonly pid: number;
  /** Where it answers /health and /metrics. */
  readonly url: string;
}

/** A death of a supervised process, and its new life. Times in epoch ms. */
export interface Restart {
  readonly process: string;
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
  /** Where clients send requests, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly processes: readonly RunningProcess[];
  /** Milliseconds from the first process started to the last one ready. */
  readonly startupMs: number;
  /**
   * Rejects, naming the process and the end of its log, if one ends that was not asked to; of supervised ones, if one dies again
   * and again, or is not ready again in time.
   */
  readonly failure: Promise<never>;
  /** Deaths of supervised processes, in order. */
  readonly restarts: readonly Restart[];
  /** Emits `message` for everything that a process sends over its IPC channel. */
  readonly messages: EventEmitter<{ message: [ProcessMessage] }>;
  /** Sends something to a process over its IPC channel. Rejects when the process is gone. */
  send(name: string, content: object): Promise<void>;
  /** Ends a process at once (SIGKILL) and waits until it is gone. */
  kill(name: string): Promise<void>;
  /** Starts a killed process again, on its port and its data, and waits until it is ready. */
  restart(name: string): Promise<void>;
  /** Ends all of it, gently first. Never throws; safe to call twice. */
  stop(): Promise<void>;
}
