import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from '../host/processes/guardian.ts';
import type { Replaced } from '../scenario/update.ts';
import { RestartPolicy } from './restart-policy.ts';
import type { ServiceProcess } from './service-process.ts';
import type { ProcessSpec, Restart, RunningProcess } from './topology.ts';

/** What the processes of a system have in common. */
export interface Surroundings {
  /** @param log name of its log file, without the ending */
  readonly start: (spec: ProcessSpec, port: number, log: string) => ServiceProcess;
  /** Milliseconds until a process must be ready. */
  readonly deadlineMs: number;
  /** Whether one that dies now is started again. */
  readonly supervising: () => boolean;
  /** Gets every death of a supervised process. */
  readonly restarts: Restart[];
  /** Told of a death that nobody asked for, or that is not mended. */
  readonly fail: (error: Error) => void;
  /** Aborts when the system is stopped. */
  readonly stopping: AbortSignal;
}

/** One process of a running system over its lives: it may die and come back, be killed, be started again, be replaced. */
export class KeptProcess {
  #spec: ProcessSpec;
  #port: number;
  #current: ServiceProcess;
  #replacements = 0;
  readonly #around: Surroundings;
  readonly #policy = new RestartPolicy();
  /** Told to end: their end is no failure. */
  readonly #dismissed = new WeakSet<ServiceProcess>();
  /** The current one's successor that is not ready yet, and its predecessor that drains. */
  readonly #beside = new Set<ServiceProcess>();
  /** Ends when a process that has died is back, or is given up. Never rejects. */
  #revival: Promise<void> = Promise.resolve();

  constructor(spec: ProcessSpec, port: number, around: Surroundings) {
    this.#spec = spec;
    this.#port = port;
    this.#around = around;
    this.#current = this.#start(spec, port);
  }

  get spec(): ProcessSpec {
    return this.#spec;
  }

  get running(): RunningProcess {
    const { name, pid, url } = this.#current;
    return { name, pid, url };
  }

  untilReady(signal?: AbortSignal): Promise<void> {
    return this.#current.untilReady(this.#around.deadlineMs, signal);
  }

  send(content: object): Promise<void> {
    return this.#current.send(content);
  }

  async kill(): Promise<void> {
    this.#dismissed.add(this.#current);
    await this.#current.kill();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#current = this.#start(this.#spec, this.#port);
    await this.untilReady();
  }

  /** See `RunningSystem.replace`. */
  async replace(spec: ProcessSpec, port: number, readyMs = this.#around.deadlineMs): Promise<Replaced> {
    this.#replacements += 1;
    const fresh = this.#start(spec, port, `${spec.name}.${this.#replacements + 1}`);
    this.#beside.add(fresh);
    try {
      await fresh.untilReady(readyMs, this.#around.stopping);
      // One that is being started again has an entry among the restarts, which only it can complete.
      for (let seen: Promise<void> | undefined; seen !== this.#revival; ) {
        seen = this.#revival;
        await seen;
      }
      this.#around.stopping.throwIfAborted();
      if (fresh.hasExited) throw new Error(await fresh.obituary());
    } catch (error) {
      await fresh.kill();
      throw error;
    } finally {
      this.#beside.delete(fresh);
    }
    const old = this.#current;
    this.#spec = spec;
    this.#port = port;
    this.#current = fresh;
    this.#beside.add(old);
    const toldAt = Date.now();
    await old.stop();
    this.#beside.delete(old);
    return { startedAt: fresh.startedAt, readyAt: toldAt, toldAt, endedAt: Date.now() };
  }

  /** See `RunningSystem.stopAndStart`. */
  async stopAndStart(spec: ProcessSpec): Promise<Replaced> {
    const { stopping, deadlineMs } = this.#around;
    const old = this.#current;
    this.#dismissed.add(old);
    const toldAt = Date.now();
    await old.stop();
    const endedAt = Date.now();
    stopping.throwIfAborted();
    this.#spec = spec;
    const fresh = this.#start(spec, this.#port);
    this.#current = fresh;
    await fresh.untilReady(deadlineMs, stopping);
    return { startedAt: fresh.startedAt, readyAt: Date.now(), toldAt, endedAt };
  }

  /** Never throws. */
  async stop(): Promise<void> {
    this.#dismissed.add(this.#current);
    await Promise.all([this.#current, ...this.#beside].map((service) => service.stop()));
  }

  #start(spec: ProcessSpec, port: number, log = spec.name): ServiceProcess {
    const service = this.#around.start(spec, port, log);
    void service.exited.then(async (exit) => {
      if (!this.#isMissed(service)) return;
      if (this.#around.supervising()) {
        this.#revival = this.#revive(service, exit);
        await this.#revival;
      } else this.#around.fail(new Error(await service.obituary()));
    });
    return service;
  }

  /** Whether a process's end is a loss: nobody has asked for it, and no other one is there in its place. */
  #isMissed(service: ServiceProcess): boolean {
    return service === this.#current && !this.#dismissed.has(service);
  }

  /** Never rejects. */
  async #revive(dead: ServiceProcess, exit: Exit): Promise<void> {
    const { restarts, fail, stopping, deadlineMs } = this.#around;
    const death = { process: this.#spec.name, exit, diedAt: Date.now() };
    const entry = restarts.push(death) - 1;
    const wait = this.#policy.afterDeath(dead.startedAt, death.diedAt);
    if (wait === 'give-up') return fail(new Error(`it dies again and again: ${await dead.obituary()}`));
    // What it has left of its process group would be in the way.
    await dead.kill();
    await pause(wait, stopping);
    if (stopping.aborted || !this.#isMissed(dead)) return;
    let service: ServiceProcess | undefined;
    try {
      service = this.#start(this.#spec, this.#port);
      this.#current = service;
      const { startedAt } = service;
      restarts[entry] = { ...death, startedAt };
      await service.untilReady(deadlineMs, stopping);
      restarts[entry] = { ...death, startedAt, readyAt: Date.now() };
    } catch (error) {
      // Another death has its own entry, and an end that was asked for is none.
      if (!service?.hasExited && !stopping.aborted) fail(error as Error);
    }
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
