import { constants } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RabbitMq } from '../components/component.ts';
import type { Driver, LoadResult } from '../drivers/driver.ts';
import type { CpuSets } from '../measurement/cpu-sets.ts';
import { type MachineReading, readMachine, stealBetween } from '../measurement/machine.ts';
import { type Measured, ResourceMeter } from '../measurement/resources.ts';
import type { Plan, PlannedTrial } from '../plan/plan.ts';
import { moveSelf } from '../processes/pinned.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import { startSystem } from '../topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../topologies/topology.ts';
import { loadSystem } from './load-system.ts';
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
  /** CPUs of the arms and of the driver; undefined where they share all of them. */
  readonly cpus?: CpuSets | undefined;
  /** Folder with the seeded database files of a topology. */
  readonly seededData: (topology: string) => string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** What is being done now, in a few words. */
  readonly step: (what: string) => void;
}

const READY_MS = 60_000;

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
    artifacts: (seen.load?.artifacts ?? []).map((name) => `trials/${basename(trialDir)}/${name}`),
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
    // A line for every request would cost each process of an arm CPU time, and fill the run's folder.
    const env = { LOG_LEVEL: 'warn', ...(await broker?.freshNamespace()) };
    const { root, runId, cpus } = setting;
    const place = { root, runId, trialDir, dataDir, env, cpus: cpus?.arms };
    const system = await startSystem(topology, { ...place, deadlineMs: READY_MS, signal });
    try {
      const meter = new ResourceMeter(() => partsOf(system, broker));
      const load = await whileAlive(system, signal, (given) =>
        besideDriver(cpus, () =>
          loadSystem({ ...setting, signal: given }, system, { scratch: dir, artifacts: trialDir }, meter),
        ),
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

/** Keeps the lab itself off the arms' CPUs while they are measured. */
async function besideDriver<T>(cpus: CpuSets | undefined, work: () => Promise<T>): Promise<T> {
  if (cpus === undefined) return work();
  await moveSelf(cpus.driver);
  try {
    return await work();
  } finally {
    await moveSelf(`${cpus.arms},${cpus.driver}`);
  }
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
