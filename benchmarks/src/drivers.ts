import { mkdtemp, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { turnsOf } from '@lab/lab/bench/plan';
import type { Driver, Load, LoadPlan } from '@lab/lab/drivers/driver';
import { type Turn, takeTurns } from '@lab/lab/drivers/take-turns';
import { cpuCount, findCpuSets } from '@lab/lab/host/cpu-sets';
import type { PhaseRecord } from '@lab/lab/records/trial';
import { median } from '@lab/lab/stats/order-statistics';
import type { Measured } from './figures.ts';
import { spreadOf } from './interleave.ts';
import { startLoopbackServer } from './loopback-server.ts';
import { FIGURES } from './selection.ts';

const WORKLOAD = {
  built: fileURLToPath(new URL('../dist/loopback-workload.js', import.meta.url)),
  source: fileURLToPath(new URL('../src/loopback-workload.ts', import.meta.url)),
};
const ROUNDS = 6;
/** Long enough for the compilation of a young process to be a small part of what is measured. */
const SECONDS = { warmUp: 4, measured: 10 } as const;
const MODERATE = 300;
const FAST = 500;

/** Drivers against a server that does nothing, on CPUs apart from its own where the machine has them. */
export interface DriverRange {
  /** Runs drivers in turns, each at this rate. @throws when the load cannot be generated */
  run(drivers: readonly Driver[], perSecond: number): Promise<PhaseRecord[]>;
  close(): Promise<void>;
}

export async function openDriverRange(
  runId: string,
  workDir: string,
  signal: AbortSignal,
): Promise<DriverRange> {
  const sets = await findCpuSets();
  const cpus = 'missing' in sets ? undefined : sets;
  const dir = await mkdtemp(join(workDir, 'drivers-'));
  const dataFile = join(dir, 'data.json');
  await writeFile(dataFile, 'null');
  const server = await startLoopbackServer(runId, cpus?.arms);
  return {
    run: async (drivers, perSecond) => {
      const { warmUp, measured: seconds } = SECONDS;
      const load: Load = {
        runId,
        url: server.url,
        workload: WORKLOAD,
        dataFile,
        seed: 1,
        arrivalSeed: 1,
        timeoutMs: 5_000,
        connections: 100,
        dir,
        cpus: cpus?.driver,
      };
      const plan: LoadPlan = {
        warmUp: { perSecond, minSeconds: warmUp, maxSeconds: warmUp, within: Number.POSITIVE_INFINITY },
        phases: [{ name: 'measured', perSecond, seconds }],
      };
      const turns: (Turn & { readonly driver: Driver })[] = [];
      try {
        for (const driver of drivers)
          turns.push({ driver, session: await driver.open(load, signal), hooks: {} });
        const blockSeconds = Math.max(...drivers.map((driver) => driver.blockSeconds));
        const results = await takeTurns(turns, plan, blockSeconds, turnsOf(1, 1, 1));
        return [...results].map(([{ driver }, { phases }]) => answeredBy(driver, phases[0]));
      } finally {
        for (const { session } of turns) await session.close();
      }
    },
    close: () => server.stop(),
  };
}

function answeredBy({ description }: Driver, phase: PhaseRecord | undefined): PhaseRecord {
  if (phase && phase.ok >= phase.planned * 0.99) return phase;
  throw new Error(`${description} has got only ${phase?.ok} of ${phase?.planned} answers`);
}

/** CPU time of two drivers for the same requests, in turns. */
export async function compareDrivers(range: DriverRange, ours: Driver, other: Driver): Promise<Measured> {
  const own: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [first, second] = await range.run([ours, other], MODERATE);
    own.push(await msPerRequest(ours, first));
    others.push(await msPerRequest(other, second));
  }
  return {
    id: FIGURES.drivers,
    unit: 'ratio',
    better: 'lower',
    target: 0.5,
    meaning: `CPU time for each of ${MODERATE} requests/s, embedded driver ÷ ${other.description}, both on the same CPUs`,
    spread: spreadOf(own.map((value, round) => value / (others[round] ?? Number.NaN))),
    sides: { counted: 'CPU ms/request', ours: median(own), other: median(others) },
  };
}

async function msPerRequest(driver: Driver, phase: PhaseRecord | undefined): Promise<number> {
  if (!phase || phase.driverCpu === null)
    throw new Error(`the CPU time of ${driver.description} cannot be seen`);
  return (phase.driverCpu * (await usableCpus(driver)) * phase.seconds * 1000) / phase.started;
}

/** The whole of which a driver's CPU time is a share: the embedded driver has one thread for its work. */
async function usableCpus(driver: Driver): Promise<number> {
  if (driver.id === 'embedded') return 1;
  const sets = await findCpuSets();
  return 'missing' in sets ? availableParallelism() : cpuCount(sets.driver);
}

/** By how much the embedded driver starts its requests late, at a rate that is high for a scenario. */
export async function measureLateness(range: DriverRange, driver: Driver): Promise<Measured> {
  const p99s: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    p99s.push(...(await range.run([driver], FAST)).map(({ lateness }) => lateness.p99));
  return {
    id: FIGURES.lateness,
    unit: 'ms',
    better: 'lower',
    target: 1,
    meaning: `99 of 100 starts of the embedded driver are no later than this at ${FAST} requests/s`,
    spread: spreadOf(p99s),
    sides: undefined,
  };
}
