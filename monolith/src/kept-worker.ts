import type { Worker } from 'node:cluster';
import type { KeptProcess } from '@lab/shared-domain/adapters/faults/fault-relay';
import type { PartReport } from '@lab/shared-domain/adapters/process/part-report';
import { RestartPause } from '@lab/shared-domain/adapters/process/restart-pause';
import { pause, within } from '@lab/shared-domain/kernel/deadline';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Came } from './rolling.ts';

/** A worker that only its primary connects to says so when it listens: no event tells the primary. */
const listensAt = z.object({ type: z.literal('listens-at'), port: z.number() });
export type ListensAt = z.infer<typeof listensAt>;

/** What the workers of a cluster have in common. */
interface Surroundings {
  /** Starts a process of a program. */
  readonly fork: (program: string) => Worker;
  readonly logger: Logger;
  /** Aborts when the cluster is to end: who dies then is not started again. */
  readonly stopping: AbortSignal;
  /** Tells the process that started the primary. */
  readonly tell: (report: PartReport) => void;
  /** Told each time that it listens. */
  readonly listens: () => void;
  readonly heard: (from: KeptWorker, message: unknown) => void;
  /** Told when its process has died and all that it said has been heard. */
  readonly gone: (worker: KeptWorker) => void;
}

/** One of a cluster's workers over its lives: when it dies, another of its program is started in its place. */
export class KeptWorker implements KeptProcess {
  #worker: Worker;
  #listening = false;
  #port: number | undefined;
  #startedAt = Date.now();
  #isKept: boolean;
  readonly #first: Promise<'serves'>;
  readonly #pause = new RestartPause();

  /**
   * @param name e.g. `worker-1`
   * @param program path of what it runs in all of its lives
   * @param isKept whether another is started in its place when it dies; one on trial is not, until {@link keep}
   */
  constructor(
    readonly name: string,
    readonly program: string,
    private readonly around: Surroundings,
    isKept = true,
  ) {
    this.#isKept = isKept;
    let listens: () => void = () => undefined;
    this.#first = new Promise((resolve) => {
      listens = () => resolve('serves');
    });
    this.#worker = this.#fork(() => listens());
  }

  /** @returns whether it serves clients within so many milliseconds of its first life, or what becomes of it instead */
  servesWithin(ms: number): Promise<Came> {
    const ended = this.ended.then(() => 'ended' as const);
    return within(ms, Promise.race([this.#first, ended]), 'late' as const);
  }

  /** From now on another is started in its place when it dies. */
  keep(): void {
    this.#isKept = true;
  }

  /** Ends it for good, with SIGKILL when that has taken so many milliseconds: nobody is started in its place. */
  async retire(signal: NodeJS.Signals, ms: number): Promise<void> {
    this.#isKept = false;
    const ended = this.ended;
    this.signal(signal);
    if ((await within(ms, ended, 'late')) === 'late') this.signal('SIGKILL');
    await ended;
  }

  /** Since when it has been serving clients: the number of its process among all that were ever started; undefined while it is down. */
  get serves(): number | undefined {
    return this.#listening ? this.#worker.id : undefined;
  }

  /** Where its primary reaches it while it serves; undefined where it shares the primary's port. */
  get port(): number | undefined {
    return this.#listening ? this.#port : undefined;
  }

  send(message: object | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#worker.process.kill(signal);
  }

  /** Resolves when its process has ended. */
  get ended(): Promise<unknown> {
    const worker = this.#worker;
    return worker.isDead() ? Promise.resolve() : new Promise((resolve) => worker.once('exit', resolve));
  }

  /** @param ready told when it listens */
  #fork(ready: () => void = () => undefined): Worker {
    const { fork, heard, gone, listens } = this.around;
    const worker = fork(this.program);
    const nowListens = (port?: number) => {
      this.#port = port;
      this.#listening = true;
      listens();
      ready();
    };
    worker.once('listening', () => nowListens());
    // E.g. as there may be no more processes: then it never was, and no exit tells of it.
    worker.on('error', (error) => {
      this.around.logger.error({ worker: this.name, err: error }, 'a worker failed');
      if (worker.process.pid === undefined) void this.#replace({ code: null, signal: null });
    });
    worker.on('message', (message: unknown) => {
      const { data } = listensAt.safeParse(message);
      if (data) nowListens(data.port);
      else heard(this, message);
    });
    // After the last message, which the exit may overtake.
    worker.once('disconnect', () => gone(this));
    worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) => {
      this.#listening = false;
      void this.#replace({ code, signal });
    });
    return worker;
  }

  /** Never rejects. */
  async #replace(exit: { readonly code: number | null; readonly signal: string | null }): Promise<void> {
    const { stopping, logger, tell } = this.around;
    if (stopping.aborted || !this.#isKept) return;
    const at = Date.now();
    logger.error({ worker: this.name, ...exit }, 'a worker died; starting another');
    tell({ type: 'part-died', part: this.name, exit, at });
    await pause(this.#pause.afterDeath(this.#startedAt, at), stopping);
    if (stopping.aborted || !this.#isKept) return;
    this.#worker = this.#fork(() => tell({ type: 'part-ready', part: this.name, at: Date.now() }));
    this.#startedAt = Date.now();
    tell({ type: 'part-started', part: this.name, at: this.#startedAt });
  }
}
