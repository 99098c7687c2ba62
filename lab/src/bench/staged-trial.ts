import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Component, Namespace } from '../components/component.ts';
import type { Load, LoadSession } from '../drivers/driver.ts';
import { runSteps } from '../drivers/run-steps.ts';
import type { LoadHooks } from '../drivers/take-turns.ts';
import type { CompetingUse } from '../host/competing-use.ts';
import { areShared, type CpuSets } from '../host/cpu-sets.ts';
import type { Part } from '../host/memory.ts';
import { firstInLine } from '../host/processes/first-in-line.ts';
import type { CheckResult, Operation, PlannedRequest, Workload } from '../scenario/workload.ts';
import { type Chance, chanceOf } from '../stats/random.ts';
import { multipleOf } from '../topologies/replicated.ts';
import type { SystemSettings } from '../topologies/service-environment.ts';
import { silentAmong } from '../topologies/silent.ts';
import { type StartOptions, startSystem } from '../topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../topologies/topology.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { checkBooks } from './books.ts';
import { cpusOf } from './cpus-of.ts';
import { loading } from './doing.ts';
import { guarded } from './guarded-session.ts';
import { arrivalSeedOf, mostIterations, type PlannedTrial } from './plan.ts';
import { ResourceMeter } from './resources.ts';
import type { TrialSetting } from './round.ts';
import { toldLoads } from './told-loads.ts';
import type { Loaded, Measured } from './trial-record.ts';
import { WatchedCpus } from './watched-cpus.ts';

const READY_MS = 60_000;
const TIMEOUT_MS = 10_000;
const CONNECTIONS = 256;

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
  #session: LoadSession | undefined;
  #workload: Workload<unknown> | undefined;
  #data: unknown;
  #chance: Chance | undefined;
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
   * @param special environment of its processes besides what every trial's have, and whether they are restarted when they die
   */
  start(
    special: Pick<StartOptions, 'supervised'> & { readonly env?: StartOptions['env'] } = {},
  ): Promise<void> {
    return this.#orFail(async () => {
      const { root, runId, components, signal, seededData, live } = this.setting;
      live?.({ type: 'system', arm: this.arm, state: 'starts' });
      const dataDir = join(this.#scratch, 'data');
      await mkdir(this.#scratch, { recursive: true });
      const mode = constants.COPYFILE_FICLONE;
      await cp(seededData(multipleOf(this.topology).base), dataDir, { recursive: true, mode });
      // A line for every request would cost each process of an arm CPU time, and fill the run's folder.
      this.#namespace = await components.freshNamespace(this.topology);
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
    return this.#data;
  }

  measureIdle(seconds: number): Promise<void> {
    return this.#orFail(() => this.#meter.measureIdle(seconds));
  }

  /**
   * Has the workload prepare the system, and gets the driver ready. May be called again, for another workload, when the load before
   * has ended and been checked.
   *
   * @param special what is to be loaded, and how the driver is to connect, where it is not as in every trial
   */
  setUp(
    special: Partial<Pick<Load, 'connections' | 'spread' | 'workload' | 'seed'>> & {
      readonly iterations?: number;
    } = {},
  ): Promise<void> {
    return this.#orFail(async () => {
      const { plan, driver, runId, signal, live } = this.setting;
      const cpus = this.#cpus;
      const { iterations = mostIterations(plan.round, driver), ...connecting } = special;
      const { workload, seed } = { workload: this.setting.workload, seed: plan.seed, ...special };
      await this.#session?.close();
      const { url } = this.system;
      this.#workload = (await import(pathToFileURL(workload.built).href)) as Workload<unknown>;
      const dataFile = join(this.#scratch, 'data.json');
      this.#chance = chanceOf(seed);
      this.#data = await runSteps(url, this.#workload.setUp({ chance: this.#chance, iterations }), signal);
      await writeFile(dataFile, JSON.stringify(this.#data));
      const load: Load = {
        runId,
        url,
        workload,
        dataFile,
        seed,
        arrivalSeed: arrivalSeedOf(seed, this.trial.round),
        timeoutMs: TIMEOUT_MS,
        connections: CONNECTIONS,
        dir: this.#scratch,
        artifactDir: this.dir,
        cpus: cpus?.driver,
        first: cpus && areShared(cpus) ? await firstInLine() : [],
        ...connecting,
      };
      this.#session = await toldLoads(driver, load, signal, this.arm, live);
    });
  }

  /** A request of the load that it has been set up for, by its number. */
  requestAt(iteration: number): PlannedRequest {
    if (!this.#workload || !this.#chance) throw new Error(`${this.arm} has not been set up`);
    return this.#workload.request(this.#data, iteration, this.#chance);
  }

  /** The trial as one of those that take turns. */
  turn(): { readonly trial: StagedTrial; readonly session: LoadSession; readonly hooks: LoadHooks } {
    const meter = this.#meter;
    const session = this.#session;
    if (!session) throw new Error(`${this.arm} has not been set up`);
    const hooks: LoadHooks = {
      blockStarts: async (phase) => {
        this.setting.step(loading(phase, this.arm));
        meter.blockStarts();
      },
      blockEnded: (phase) => meter.blockEnded(phase),
      phaseEnded: async (phase) => meter.phaseEnded(phase),
    };
    return {
      trial: this,
      hooks,
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
      const [session, workload, chance] = [this.#session, this.#workload, this.#chance];
      if (!session || !workload || !chance) return [];
      const { topology, system } = this;
      const [data, namespace] = [this.#data, this.#namespace];
      const ended = { session, workload, chance, data, namespace, topology, url: system.url };
      return checkBooks(ended, this.setting.signal);
    });
  }

  /** The requests that the load has sent so far and that have ended. */
  operations(): Promise<readonly Operation[]> {
    return this.#orFail(async () => (await this.#session?.history())?.operations ?? []);
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
    await this.#session?.close();
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
