import { constants } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Load, LoadSession } from '../drivers/driver.ts';
import { setUp } from '../drivers/set-up.ts';
import type { LoadHooks } from '../drivers/take-turns.ts';
import type { Part } from '../measurement/memory.ts';
import { ResourceMeter } from '../measurement/resources.ts';
import { mostIterations, type PlannedTrial } from '../plan/plan.ts';
import type { Workload } from '../scenario/workload.ts';
import { startSystem } from '../topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../topologies/topology.ts';
import type { ResourcesRecord } from './records/trial.ts';
import type { TrialSetting } from './round.ts';
import { topologyOf } from './topology-of.ts';

const READY_MS = 60_000;
const TIMEOUT_MS = 10_000;
const CONNECTIONS = 256;

/**
 * A trial in its round: its system, its meter, and the driver in front of it. Each step rejects when it fails, and
 * {@link failure} then says why.
 */
export class StagedTrial {
  readonly arm: string;
  readonly topology: Topology;
  failure: string | undefined;
  #system: RunningSystem | undefined;
  #session: LoadSession | undefined;
  readonly #meter: ResourceMeter;
  readonly #scratch: string;

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
    this.#scratch = join(setting.scratch, `trial-${trial.number}`);
    this.#meter = new ResourceMeter(() => this.#parts(), setting.signal);
  }

  get startupMs(): number | undefined {
    return this.#system?.startupMs;
  }

  resources(): ResourcesRecord {
    return this.#meter.record();
  }

  /** Starts its system on a copy of the seeded data. */
  start(): Promise<void> {
    return this.#orFail(async () => {
      const { root, runId, cpus, signal, seededData } = this.setting;
      const dataDir = join(this.#scratch, 'data');
      await mkdir(this.#scratch, { recursive: true });
      const mode = constants.COPYFILE_FICLONE;
      await cp(seededData(this.topology.id), dataDir, { recursive: true, mode });
      // A line for every request would cost each process of an arm CPU time, and fill the run's folder.
      const env = { LOG_LEVEL: 'warn', ...(await this.#broker()?.freshNamespace()) };
      const place = { root, runId, trialDir: this.dir, dataDir, env, cpus: cpus?.arms };
      this.#system = await startSystem(this.topology, { ...place, deadlineMs: READY_MS, signal });
      this.#system.failure.catch((error: unknown) => {
        this.failure ??= messageOf(error);
        this.callOff(error);
      });
    });
  }

  measureIdle(seconds: number): Promise<void> {
    return this.#orFail(() => this.#meter.measureIdle(seconds));
  }

  /** Has the workload prepare the system, and gets the driver ready. */
  setUp(): Promise<void> {
    return this.#orFail(async () => {
      const { plan, workload, driver, cpus, runId, signal } = this.setting;
      const { scenario, profile, seed } = plan;
      const { url } = this.#running();
      const module = (await import(pathToFileURL(workload.built).href)) as Workload<unknown>;
      const dataFile = join(this.#scratch, 'data.json');
      const iterations = mostIterations(scenario, profile, driver);
      await writeFile(dataFile, await setUp(url, module, { seed, iterations }, signal));
      const load: Load = {
        runId,
        url,
        workload,
        dataFile,
        seed,
        timeoutMs: TIMEOUT_MS,
        connections: CONNECTIONS,
        dir: this.#scratch,
        artifactDir: this.dir,
        cpus: cpus?.driver,
      };
      this.#session = await driver.open(load, signal);
    });
  }

  /** The trial as one of those that take turns. */
  turn(): { readonly trial: StagedTrial; readonly session: LoadSession; readonly hooks: LoadHooks } {
    const meter = this.#meter;
    const session = this.#session;
    if (!session) throw new Error(`${this.arm} has not been set up`);
    const hooks: LoadHooks = {
      blockStarts: async (phase) => {
        this.setting.step(`${phase} load on ${this.arm}`);
        meter.blockStarts();
      },
      blockEnded: (phase) => meter.blockEnded(phase),
      phaseEnded: async (phase) => meter.phaseEnded(phase),
    };
    return {
      trial: this,
      hooks,
      session: {
        warmUp: (perSecond, seconds) => this.#orFail(() => session.warmUp(perSecond, seconds)),
        measure: (phase, seconds, started) => this.#orFail(() => session.measure(phase, seconds, started)),
        results: () => this.#orFail(() => session.results()),
        close: () => session.close(),
      },
    };
  }

  /** Ends all of it and removes its data. Never throws. */
  async end(): Promise<void> {
    await this.#session?.close();
    await this.#system?.stop();
    // What cannot be removed now goes with the run's scratch folder.
    await rm(this.#scratch, { recursive: true, force: true }).catch(() => undefined);
  }

  #broker() {
    return this.topology.components.includes('rabbitmq') ? this.setting.rabbitMq : undefined;
  }

  #running(): RunningSystem {
    if (!this.#system) throw new Error(`${this.arm} has not been started`);
    return this.#system;
  }

  #parts(): Part[] {
    const services = this.#running().processes.map(({ name, pid }) => ({ name, pids: [pid] }));
    const broker = this.#broker();
    return broker ? [...services, { name: 'rabbitmq', pids: broker.pids() }] : services;
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
