import { constants } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RabbitMq } from '../components/component.ts';
import type { Driver, LoadHooks, LoadResult } from '../drivers/driver.ts';
import { setUp } from '../drivers/set-up.ts';
import { type MachineReading, readMachine, stealBetween } from '../measurement/machine.ts';
import { type Measured, ResourceMeter } from '../measurement/resources.ts';
import { mostIterations, type Plan, type PlannedTrial, phasesOf } from '../plan/plan.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import type { Workload } from '../scenario/workload.ts';
import { startSystem } from '../topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../topologies/topology.ts';
import type { ResourcesRecord, TrialRecord } from './records/trial.ts';
import { reasonsAgainst } from './validity.ts';

/** What the trials of a run have in common. */
export interface TrialSetting {
  readonly root: string;
  readonly runId: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  readonly rabbitMq: RabbitMq | undefined;
  /** Folder with the seeded database files of a topology. */
  readonly seededData: (topology: string) => string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** What is being done now, in a few words. */
  readonly step: (what: string) => void;
}

const READY_MS = 60_000;
const TIMEOUT_MS = 10_000;
const CONNECTIONS = 256;

/**
 * One trial: a fresh system on fresh data, set up, warmed up, measured, and gone again.
 *
 * A trial that cannot be run to its end is a record too, an invalid one with the reason. Only a run that is called off
 * rejects, with the signal's reason.
 */
export async function runTrial(
  setting: TrialSetting,
  trial: PlannedTrial,
  attempt: number,
  topology: Topology,
  trialDir: string,
): Promise<TrialRecord> {
  const startedAt = new Date();
  const before = readMachine();
  const seen = await measure(setting, topology, trialDir).catch((error: unknown): Seen => {
    setting.signal.throwIfAborted();
    return { failure: error instanceof Error ? error.message : String(error) };
  });
  const invalidBecause =
    seen.load === undefined ? [seen.failure ?? 'it did not end'] : reasonsAgainst(seen.load);
  return {
    schema: 1,
    runId: setting.runId,
    scenario: setting.plan.scenario.id,
    number: trial.number,
    round: trial.round,
    arm: trial.arm.name,
    topology: topology.id,
    attempt,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    valid: invalidBecause.length === 0,
    invalidBecause,
    startupMs: seen.startupMs ?? null,
    warmUp: seen.load?.warmUp ?? null,
    phases: [...(seen.load?.phases ?? [])],
    resources: seen.resources ?? null,
    machine: machineRecord(before, readMachine()),
  };
}

/** What a trial came to see before it ended or failed. */
interface Seen {
  readonly startupMs?: number;
  readonly load?: LoadResult;
  readonly resources?: ResourcesRecord;
  readonly failure?: string;
}

async function measure(setting: TrialSetting, topology: Topology, trialDir: string): Promise<Seen> {
  const { signal, step, rabbitMq } = setting;
  const dir = join(setting.scratch, 'trial');
  const dataDir = join(dir, 'data');
  await mkdir(dir, { recursive: true });
  await cp(setting.seededData(topology.id), dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const broker = topology.components.includes('rabbitmq') ? rabbitMq : undefined;
  try {
    step('starting');
    const env = { LOG_LEVEL: 'warn', ...(await broker?.freshNamespace()) };
    const { root, runId } = setting;
    const system = await startSystem(topology, {
      root,
      runId,
      trialDir,
      dataDir,
      env,
      deadlineMs: READY_MS,
      signal,
    });
    try {
      const meter = new ResourceMeter(() => partsOf(system, broker));
      meter.readIdle();
      const load = await whileAlive(system, signal, (given) =>
        loadSystem({ ...setting, signal: given }, system, dir, meter),
      );
      return { startupMs: system.startupMs, load, resources: meter.record() };
    } finally {
      step('stopping');
      await system.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Calls the work off, and waits for it to end, when a process of the system dies. */
async function whileAlive<T>(
  system: RunningSystem,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const death = new AbortController();
  system.failure.catch((error: unknown) => death.abort(error));
  return work(AbortSignal.any([outer, death.signal]));
}

async function loadSystem(
  { plan, workload, driver, runId, signal, step }: TrialSetting,
  system: RunningSystem,
  dir: string,
  meter: ResourceMeter,
): Promise<LoadResult> {
  const { scenario, profile, seed } = plan;
  step('setting up');
  const module = (await import(pathToFileURL(workload.built).href)) as Workload<unknown>;
  const dataFile = join(dir, 'data.json');
  await writeFile(
    dataFile,
    await setUp(system.url, module, { seed, iterations: mostIterations(scenario, profile) }, signal),
  );
  step('warming up');
  const hooks: LoadHooks = {
    warmedUp: async () => undefined,
    phaseStarts: async (phase) => {
      step(`${phase} load`);
      meter.phaseStarts();
    },
    phaseEnded: async (phase) => meter.phaseEnded(phase),
  };
  const load = {
    runId,
    url: system.url,
    workload,
    dataFile,
    seed,
    warmUp: { perSecond: scenario.warmUpPerSecond, ...profile.warmUp },
    phases: phasesOf(scenario, profile),
    timeoutMs: TIMEOUT_MS,
    connections: CONNECTIONS,
    dir,
  };
  return driver.run(load, hooks, signal);
}

function partsOf(system: RunningSystem, broker: RabbitMq | undefined): Measured[] {
  const services = system.processes.map(({ name, pid }) => ({ name, pids: [pid] }));
  return broker ? [...services, { name: 'rabbitmq', pids: broker.pids() }] : services;
}

const machineRecord = (before: MachineReading, after: MachineReading): TrialRecord['machine'] => ({
  loadBefore: before.load,
  loadAfter: after.load,
  steal: stealBetween(before, after),
});
