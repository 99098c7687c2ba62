/** A server that a topology needs beside its own processes, acquired for one run. */
export interface RabbitMq {
  /** Where it came from, for the report. */
  readonly origin: 'AMQP_URL' | 'private node' | 'docker' | 'debian package';
  readonly version: string;
  /** A fresh, empty place for one trial. Environment variables (AMQP_URL, AMQP_PREFIX) for the services that use it. */
  freshNamespace(): Promise<{ readonly AMQP_URL: string; readonly AMQP_PREFIX: string }>;
  /** Processes whose CPU and memory belong to the arm; empty when they cannot be seen (a broker elsewhere, Docker in a virtual machine). */
  pids(): readonly number[];
  /** Kills the broker and starts it again on its data. Undefined for one that is not the lab's to kill, or could not come back. */
  readonly outage?: Outage;
  /** Ends what was started for it, and only that. Never throws; safe to call twice. */
  release(): Promise<void>;
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

/** A component that is nowhere to be had: exit code 3, and a message that lists every way to get it. */
export class MissingComponent extends Error {
  constructor(
    readonly component: string,
    readonly remedies: readonly string[],
  ) {
    super(
      `${component} is missing. Any one of these helps:\n${remedies.map((remedy) => `  - ${remedy}`).join('\n')}`,
    );
    this.name = 'MissingComponent';
  }
}
