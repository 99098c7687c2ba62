import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Component, Namespace } from '../components/component.ts';
import type { LoadSession } from '../drivers/driver.ts';
import type { LoadHooks } from '../drivers/take-turns.ts';
import type { CompetingUse } from '../host/competing-use.ts';
import type { CpuSets } from '../host/cpu-sets.ts';
import type { Part } from '../host/memory.ts';
import type { CheckResult, Operation, PlannedRequest } from '../scenario/workload.ts';
import { multipleOf } from '../topologies/replicated.ts';
import type { SystemSettings } from '../topologies/service-environment.ts';
import { silentAmong } from '../topologies/silent.ts';
import { startSystem } from '../topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../topologies/topology.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { checkBooks } from './books.ts';
import { cpusOf } from './cpus-of.ts';
import { loading } from './doing.ts';
import { guarded } from './guarded-session.ts';
import type { PlannedTrial } from './plan.ts';
import { type PreparedLoad, prepareLoad, type SpecialLoad } from './prepared-load.ts';
import { ResourceMeter } from './resources.ts';
import type { TrialSetting } from './round.ts';
import type { SpecialStart } from './special-start.ts';
import type { Loaded, Measured } from './trial-record.ts';
import { WatchedCpus } from './watched-cpus.ts';

const READY_MS = 60_000;

/** Where the processes of a trial run, and with what. */
interface Place extends SystemSettings {
  readonly root: string;
  readonly cpus: string | undefined;
}

/**
 * A trial in its round: its system, its meter, and the driver in front of it. Each step rejects when it fails, and
 * {@link failure} then says why.
 */
export class StagedTrial {
  readonly arm: string;
  readonly topology: Topology;
  failure: string | undefined;
  #namespace: Namespace | undefined;
  /** Processes that did not answer at its end, see {@link noteSilent}. */
  silent: readonly { readonly name: string; readonly pid: number }[] = [];
  #system: RunningSystem | undefined;
  #place: Place | undefined;
  #load: PreparedLoad | undefined;
  readonly #meter: ResourceMeter;
  readonly #cpus: CpuSets | undefined;
  readonly #scratch: string;
  readonly #watched: WatchedCpus;

  /**
   * @param setting its signal ends whatever the trial is doing
   * @param dir folder for its logs, and for what the driver leaves
   * @param callOff calls the round off, when a process of the system dies
   */
  constructor(
    private readonly setting: TrialSetting,
    readonly trial: PlannedTrial,
    readonly dir: string,
    private readonly callOff: (cause: unknown) => void,
  ) {
    this.arm = trial.arm.name;
    this.topology = topologyOf(trial.arm.topology);
    this.#cpus = cpusOf(this.topology, setting.cpus);
    this.#scratch = join(setting.scratch, `trial-${trial.number}`);
    this.#meter = new ResourceMeter(() => this.#parts(), setting.signal);
    this.#watched = new WatchedCpus(this.#cpus?.arms, () => this.components.flatMap((each) => each.pids()));
  }

  /** What was measured of it. @param load undefined when it did not come to its end */
  measured(load: Loaded | undefined): Measured {
    return {
      startupMs: this.#system?.startupMs ?? null,
      warmUp: load?.warmUp ?? null,
      phases: [...(load?.phases ?? [])],
      resources: load ? this.#meter.record() : null,
      artifacts: (load?.artifacts ?? []).map((name) => `trials/${basename(this.dir)}/${name}`),
      checks: [...(load?.checks ?? [])],
    };
  }

  /** What others have used of the arms' CPUs while it was measured, by phase; empty where that cannot be told or does not matter. */
  get competition(): ReadonlyMap<string, CompetingUse> {
    return this.#watched.use;
  }

  /** Its system; only once it has been started. */
  get system(): RunningSystem {
    if (!this.#system) throw new Error(`${this.arm} has not been started`);
    return this.#system;
  }

  /**
   * Starts its system on a copy of the seeded data.
   *
   * @param special where it is not as in every trial
   */
  start(special: SpecialStart = {}): Promise<void> {
    return this.#orFail(async () => {
      const { root, runId, components, signal, seededData, live } = this.setting;
      live?.({ type: 'system', arm: this.arm, state: 'starts' });
      const dataDir = join(this.#scratch, 'data');
      await mkdir(this.#scratch, { recursive: true });
      const mode = constants.COPYFILE_FICLONE;
      await cp(seededData(multipleOf(this.topology).base), dataDir, { recursive: true, mode });
      // A line for every request would cost each process of an arm CPU time, and fill the run's folder.
      this.#namespace = await components.freshNamespace(this.topology);
      if (special.over) this.#namespace = await special.over(this.#namespace);
      // What is special wins: a traced request's spans go to where the lab reads them.
      const env = { LOG_LEVEL: 'warn', ...this.#namespace.env, ...special.env };
      const place = { root, runId, dataDir, env, cpus: this.#cpus?.arms };
      this.#place = place;
      this.#system = await startSystem(this.topology, {
        ...place,
        trialDir: this.dir,
        deadlineMs: READY_MS,
        signal,
        supervised: special.supervised ?? false,
      });
      live?.({ type: 'system', arm: this.arm, state: 'is-up' });
      this.#system.failure.catch((error: unknown) => {
        this.failure ??= messageOf(error);
        this.callOff(error);
      });
    });
  }

  /** What its processes are started with, for a command on their data; only once it has been started. */
  get place(): Place {
    if (!this.#place) throw new Error(`${this.arm} has not been started`);
    return this.#place;
  }

  /** What the workload's set-up returned; undefined before. */
  get data(): unknown {
    return this.#load?.data;
  }

  measureIdle(seconds: number): Promise<void> {
    return this.#orFail(() => this.#meter.measureIdle(seconds));
  }

  /**
   * Has the workload prepare the system, and gets the driver ready. May be called again, for another workload, when the load before
   * has ended and been checked.
   *
   * @param special where it is not as in every trial
   */
  setUp(special: SpecialLoad = {}): Promise<void> {
    return this.#orFail(async () => {
      await this.#load?.session.close();
      this.#load = undefined;
      const { url } = this.system;
      const place = { trial: this.trial, url, scratch: this.#scratch, artifactDir: this.dir };
      this.#load = await prepareLoad(this.setting, { ...place, cpus: this.#cpus }, special);
    });
  }

  /** A request of the load that it has been set up for, by its number. */
  requestAt(iteration: number): PlannedRequest {
    const { workload, data, chance } = this.#prepared();
    return workload.request(data, iteration, chance);
  }

  /** The trial as one of those that take turns. */
  turn(): { readonly trial: StagedTrial; readonly session: LoadSession; readonly hooks: LoadHooks } {
    const { session } = this.#prepared();
    return {
      trial: this,
      hooks: this.#meter.hooks((phase) => this.setting.step(loading(phase, this.arm))),
      session: guarded(session, {
        orFail: (work) => this.#orFail(work),
        watched: (phase, work) =>
          this.setting.watched ? this.#watched.during(phase, work) : work(() => undefined),
      }),
    };
  }

  /** Whether what the system holds agrees with what it answered, see {@link checkBooks}. */
  check(): Promise<readonly CheckResult[]> {
    return this.#orFail(async () => {
      if (!this.#load) return [];
      const { topology, system } = this;
      const place = { namespace: this.#namespace, url: system.url, dir: this.dir };
      return checkBooks({ ...this.#load, ...place, topology }, this.setting.signal);
    });
  }

  /** The requests that the load has sent so far and that have ended. */
  operations(): Promise<readonly Operation[]> {
    return this.#orFail(async () => (await this.#load?.session.history())?.operations ?? []);
  }

  /** What its processes have written into a file beside their data; undefined where there is none. */
  dataFile(name: string): Promise<string | undefined> {
    return this.#orFail(async () => {
      const file = join(this.#scratch, 'data', name);
      return existsSync(file) ? readFile(file, 'utf8') : undefined;
    });
  }

  /** Notes which of its processes do not answer. Never throws. */
  async noteSilent(): Promise<void> {
    this.silent = await silentAmong(this.#system?.processes ?? []);
  }

  /** Ends all of it and removes its data. Never throws. */
  async end(): Promise<void> {
    await this.#load?.session.close();
    await this.#system?.stop();
    this.setting.live?.({ type: 'system', arm: this.arm, state: 'is-gone' });
    await this.#namespace?.leave();
    // What cannot be removed now goes with the run's scratch folder.
    await rm(this.#scratch, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Those that its system uses. */
  get components(): readonly Component[] {
    return this.setting.components.of(this.topology);
  }

  #prepared(): PreparedLoad {
    if (!this.#load) throw new Error(`${this.arm} has not been set up`);
    return this.#load;
  }

  #parts(): Part[] {
    const services = this.system.processes.map(({ name, pid }) => ({ name, pids: [pid] }));
    return [...services, ...this.setting.components.partsOf(this.topology)];
  }

  /** Notes a failure, unless it is that the round was called off, by the user or because of another trial. */
  async #orFail<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.setting.signal.aborted) this.failure ??= messageOf(error);
      throw error;
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
