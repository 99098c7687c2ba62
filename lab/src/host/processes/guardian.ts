import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEnvironment } from './run-environment.ts';

/** A process that would not notice the lab's death by itself: a broker, epmd, a load generator. */
export interface WardSpec {
  /** For messages, e.g. `rabbitmq`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment: nothing is inherited. See `runEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  /** File that its output is appended to. */
  readonly log: string;
  /** Command that is run before the kill, to end what a signal cannot reach (a container). */
  readonly farewell?: readonly string[];
}

/** A command that is run when nothing of a run is left, for what a run leaves elsewhere. */
export interface LastCommand {
  readonly command: readonly string[];
  /** All of its environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process started by the guardian. */
export interface Ward {
  readonly name: string;
  /** Also the number of its process group. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Kills it with all of its process group and resolves when it is gone. Never throws; safe to call twice. */
  end(): Promise<void>;
}

export type ToGuardian =
  | { readonly type: 'start'; readonly id: number; readonly spec: WardSpec }
  | { readonly type: 'finish' | 'watch' | 'unwatch'; readonly pid: number }
  | { readonly type: 'watch-groups' | 'unwatch-groups' | 'watch-folder'; readonly dir: string }
  | ({ readonly type: 'at-last'; readonly id: string } & LastCommand)
  | { readonly type: 'not-at-last'; readonly id: string }
  | { readonly type: 'end' };

export type FromGuardian =
  | { readonly type: 'started'; readonly id: number; readonly pid: number }
  | { readonly type: 'not-started'; readonly id: number; readonly message: string }
  | ({ readonly type: 'exited'; readonly id: number } & Exit);

/** The lab's hold on the guardian process (`bin/guardian.cjs`) of one run. */
export interface Guardian {
  readonly pid: number;
  /** Rejects when the program cannot be started, e.g. because there is no such file. */
  start(spec: WardSpec): Promise<Ward>;
  /** Kills a child of the lab, leader of its own process group, if it outlives the lab by some seconds. */
  watch(pid: number): void;
  unwatch(pid: number): void;
  /** Removes a folder of control groups with all groups in it, if it outlives the lab: once their processes have ended. */
  watchGroups(dir: string): void;
  unwatchGroups(dir: string): void;
  /** Removes a folder with its content when the guardian ends, so at the latest with the lab. */
  watchFolder(dir: string): void;
  /** Has a command run when the guardian ends, so with the lab at the latest. `id` is the caller's, to call it off. */
  atLast(id: string, command: LastCommand): void;
  notAtLast(id: string): void;
  /** Ends the guardian and all that it started, once everyone who acquired it has released it. Never throws. */
  release(): Promise<void>;
}

// The same path from src/host/processes and from dist/host/processes.
const ENTRY = fileURLToPath(new URL('../../../bin/guardian.cjs', import.meta.url));
const GONE: Exit = { code: null, signal: null };

class GuardianProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #starting = new Map<number, { resolve(pid: number): void; reject(error: Error): void }>();
  readonly #exits = new Map<number, (exit: Exit) => void>();
  /** Process groups that the lab itself must kill if the guardian dies first. */
  readonly #groups = new Set<number>();
  #ids = 0;

  constructor(runId: string) {
    // Detached: Ctrl-C in the terminal must not reach it, or it would end before what it guards.
    this.#child = fork(ENTRY, [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      cwd: dirname(ENTRY),
      env: runEnvironment(runId),
      execArgv: [],
    });
    if (this.#child.pid === undefined) throw new Error(`the guardian process could not be started: ${ENTRY}`);
    this.pid = this.#child.pid;
    this.#ended = once(this.#child, 'exit').then(() => this.#guardianIsGone());
    this.#child.on('message', (message) => this.#hear(message as FromGuardian));
    this.#child.on('error', () => undefined);
  }

  async start(spec: WardSpec): Promise<Ward> {
    const id = ++this.#ids;
    const exited = new Promise<Exit>((resolve) => this.#exits.set(id, resolve));
    const pid = await new Promise<number>((resolve, reject) => {
      this.#starting.set(id, { resolve, reject });
      this.#tell({ type: 'start', id, spec });
    }).catch((error: unknown) => {
      throw new Error(`${spec.name} could not be started: ${error instanceof Error ? error.message : error}`);
    });
    this.#groups.add(pid);
    void exited.then(() => this.#groups.delete(pid));
    const end = async () => {
      this.#tell({ type: 'finish', pid });
      await exited;
    };
    return { name: spec.name, pid, exited, end };
  }

  watch(pid: number): void {
    this.#tell({ type: 'watch', pid });
  }

  unwatch(pid: number): void {
    this.#tell({ type: 'unwatch', pid });
  }

  watchGroups(dir: string): void {
    this.#tell({ type: 'watch-groups', dir });
  }

  unwatchGroups(dir: string): void {
    this.#tell({ type: 'unwatch-groups', dir });
  }

  watchFolder(dir: string): void {
    this.#tell({ type: 'watch-folder', dir });
  }

  atLast(id: string, command: LastCommand): void {
    this.#tell({ type: 'at-last', id, ...command });
  }

  notAtLast(id: string): void {
    this.#tell({ type: 'not-at-last', id });
  }

  async end(): Promise<void> {
    this.#tell({ type: 'end' });
    await this.#ended;
  }

  #tell(message: ToGuardian): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
    else this.#guardianIsGone();
  }

  #hear(message: FromGuardian): void {
    const starting = this.#starting.get(message.id);
    if (message.type === 'started') starting?.resolve(message.pid);
    if (message.type === 'not-started') starting?.reject(new Error(message.message));
    if (message.type === 'exited') this.#exits.get(message.id)?.(message);
    if (message.type !== 'started') this.#exits.delete(message.id);
    this.#starting.delete(message.id);
  }

  #guardianIsGone(): void {
    for (const group of this.#groups) killGroup(group, 'SIGKILL');
    for (const { reject } of this.#starting.values()) reject(new Error('the guardian process has ended'));
    for (const resolve of this.#exits.values()) resolve(GONE);
    this.#starting.clear();
    this.#exits.clear();
  }
}

const guardians = new Map<string, { readonly process: GuardianProcess; holders: number }>();

/**
 * The guardian of a run: one process for all parts of the lab that ask for it. It ends when the last part releases it.
 */
export function acquireGuardian(runId: string): Guardian {
  const shared = guardians.get(runId) ?? { process: new GuardianProcess(runId), holders: 0 };
  guardians.set(runId, shared);
  shared.holders += 1;
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    shared.holders -= 1;
    if (shared.holders > 0) return;
    guardians.delete(runId);
    await shared.process.end();
  };
  return {
    pid: shared.process.pid,
    start: (spec) => shared.process.start(spec),
    watch: (pid) => shared.process.watch(pid),
    unwatch: (pid) => shared.process.unwatch(pid),
    watchGroups: (dir) => shared.process.watchGroups(dir),
    unwatchGroups: (dir) => shared.process.unwatchGroups(dir),
    watchFolder: (dir) => shared.process.watchFolder(dir),
    atLast: (id, command) => shared.process.atLast(id, command),
    notAtLast: (id) => shared.process.notAtLast(id),
    release,
  };
}

/** Sends a signal to every process of a group. Returns whether there was one. */
export function killGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}
