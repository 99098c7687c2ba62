import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Load, LoadSession } from '../drivers/driver.ts';
import { runSteps } from '../drivers/run-steps.ts';
import { areShared, type CpuSets } from '../host/cpu-sets.ts';
import { firstInLine } from '../host/processes/first-in-line.ts';
import type { Workload } from '../scenario/workload.ts';
import { type Chance, chanceOf } from '../stats/random.ts';
import { arrivalSeedOf, mostIterations, type PlannedTrial } from './plan.ts';
import type { TrialSetting } from './round.ts';
import { toldLoads } from './told-loads.ts';

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 256;

/** What is to be loaded, and how the driver is to connect, where it is not as in every trial. */
export interface SpecialLoad extends Partial<Pick<Load, 'connections' | 'spread' | 'workload' | 'seed'>> {
  readonly iterations?: number;
}

/** Where a load goes, and what is left of it. */
interface LoadPlace {
  readonly trial: PlannedTrial;
  readonly url: string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  /** Folder for what the driver leaves. */
  readonly artifactDir: string;
  readonly cpus: CpuSets | undefined;
}

/** A load for which its workload has prepared the system, with the driver ready in front of it. */
export interface PreparedLoad {
  readonly session: LoadSession;
  readonly workload: Workload<unknown>;
  /** What the workload's set-up returned. */
  readonly data: unknown;
  readonly chance: Chance;
}

/** Has the workload prepare a system, and gets the driver ready. @throws when either fails, or the setting's signal calls it off */
export async function prepareLoad(
  setting: TrialSetting,
  { trial, url, scratch, artifactDir, cpus }: LoadPlace,
  special: SpecialLoad,
): Promise<PreparedLoad> {
  const { plan, driver, runId, signal, live } = setting;
  const { iterations = mostIterations(plan.round, driver), ...connecting } = special;
  const { workload: found, seed } = { workload: setting.workload, seed: plan.seed, ...special };
  const workload = (await import(pathToFileURL(found.built).href)) as Workload<unknown>;
  const dataFile = join(scratch, 'data.json');
  const chance = chanceOf(seed);
  const data = await runSteps(url, workload.setUp({ chance, iterations }), signal);
  await writeFile(dataFile, JSON.stringify(data));
  const load: Load = {
    runId,
    url,
    workload: found,
    dataFile,
    seed,
    arrivalSeed: arrivalSeedOf(seed, trial.round),
    timeoutMs: TIMEOUT_MS,
    connections: CONNECTIONS,
    dir: scratch,
    artifactDir,
    cpus: cpus?.driver,
    first: cpus && areShared(cpus) ? await firstInLine() : [],
    ...connecting,
  };
  const session = await toldLoads(driver, load, signal, trial.arm.name, live);
  return { session, workload, data, chance };
}
