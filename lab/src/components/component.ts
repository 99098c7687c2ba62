import type { Text } from '../scenario/scenario.ts';
import type { CheckResult } from '../scenario/workload.ts';
import type { Answer } from './answer.ts';
import type { ComponentFacts } from './facts.ts';

/**
 * A sort of server that topologies may need beside their own processes. It supplies the rungs of the ladder that `acquire` climbs
 * down: a folder of its own, and one line in the registry.
 */
export interface ComponentKind extends ComponentFacts {
  /** Whether it does what concerns one queue, or one key, on one CPU at a time: a whole CPU is then all that it can use. */
  readonly serial: boolean;
  /** Whether requests and events of the shop go through it: drawings put it between the edge and what is behind. */
  readonly between?: true;
  /** @throws {CredentialsRefused}, {UnfitServer}, or when a server does not answer within `deadlineMs` */
  ask(url: string, deadlineMs: number): Promise<Answer>;
  /** Environment of the services that work in a server of the user's, under a prefix. */
  environmentOf(url: string, prefix: string): Readonly<Record<string, string>>;
  /** Removes all that services have left under a prefix. @throws when that cannot be done in some seconds */
  forget(url: string, prefix: string): Promise<void>;
  /** The server's program on this machine. */
  find(): Promise<string | undefined>;
  /** Starts a server of the run's own. @throws with the end of its log when it does not answer in time */
  startPrivately(program: string, options: AcquireOptions): Promise<Server>;
  /** Starts a container of its image, where it has one. @throws with the end of its log when it does not answer in time */
  startContainer?(options: AcquireOptions): Promise<Server>;
}

export interface AcquireOptions {
  /** Folder for files and logs; each component makes one of its own in it, and the caller removes it. */
  readonly workDir: string;
  readonly runId: string;
  /** Progress, one line at a time: what is used, and what takes long. */
  readonly log: (line: Text) => void;
  /** How many fresh namespaces will be asked for. More still work, but may be less apart. */
  readonly namespaces: number;
  /** Whether a Debian package may be installed when nothing else helps; true by default. */
  readonly allowInstall?: boolean;
  /** CPUs for the server, as `taskset -c` and Docker's `--cpuset-cpus` list them. */
  readonly cpus?: string | undefined;
  /** Calls the acquisition off; what was started until then is ended. */
  readonly signal?: AbortSignal | undefined;
  /** Where the URL is looked up. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A server that answers. */
export interface Server {
  readonly version: string;
  /** A fresh, empty place for one trial. */
  freshNamespace(): Promise<Namespace>;
  /** Processes whose CPU and memory belong to the arm; empty when they cannot be seen (a server elsewhere, Docker in a virtual machine). */
  pids(): readonly number[];
  /** Kills it and starts it again on its data. Undefined for one that is not the lab's to kill, or could not come back. */
  readonly outage?: Outage;
  /** Leaves its namespaces, and ends what was started for it, and only that. Never throws; safe to call twice. */
  release(): Promise<void>;
}

/** Where a component that the lab has started came from, as runs and reports store it. */
export const ORIGIN = { private: 'private node', docker: 'docker', debian: 'debian package' } as const;

/** A component acquired for one run. */
export interface Component extends Server {
  readonly id: string;
  readonly name: string;
  /** Where it came from, for the report: the variable that names it, or the rung of the ladder. */
  readonly origin: string;
}

/** A place within servers that nobody else uses. */
export interface Namespace {
  /** Environment variables for the services that work in it, e.g. `AMQP_URL` and `AMQP_PREFIX`. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Removes what the services have left in a server that is not the lab's own; what is left in one of its own goes with it. To be called
   * once they have ended. Never throws; safe to call twice.
   */
  leave(): Promise<void>;
  /**
   * Whether the server has got what it should from the services that work in it, where it can tell. Never throws.
   *
   * @param requests so many at least were sent to them
   */
  readonly check?: (requests: number) => Promise<readonly CheckResult[]>;
}

/** A server that goes away without a word, and comes back. */
export interface Outage {
  /** Kills it (SIGKILL). Resolves when its port refuses connections. */
  kill(): Promise<void>;
  /**
   * Starts it again, with the data that it had written. Resolves when it answers.
   *
   * @throws when it does not within a minute; the signal's reason
   */
  restart(signal?: AbortSignal): Promise<void>;
}

/** A server does not let this user in. Whoever knows which server it is tells it. */
export class CredentialsRefused extends Error {}

/** A server answers, and cannot be worked with. Its message follows its name: `accepts no messages: low on disk`. */
export class UnfitServer extends Error {}

/** A component that a run needs cannot be used: exit code 3. */
export class UnavailableComponent extends Error {
  constructor(
    readonly component: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A component that is nowhere to be had, with every way to get it. */
export class MissingComponent extends UnavailableComponent {
  constructor(
    component: string,
    readonly remedies: readonly string[],
  ) {
    super(
      component,
      `${component} is missing. Any one of these helps:\n${remedies.map((remedy) => `  - ${remedy}`).join('\n')}`,
    );
  }
}
