import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadHooks, LoadResult } from '../drivers/driver.ts';
import { setUp } from '../drivers/set-up.ts';
import type { ResourceMeter } from '../measurement/resources.ts';
import { mostIterations, phasesOf } from '../plan/plan.ts';
import type { Workload } from '../scenario/workload.ts';
import type { RunningSystem } from '../topologies/topology.ts';
import type { TrialSetting } from './trial.ts';

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 256;

/** Lets a running system idle, sets it up, warms it up and loads it, metering its resources all the while. */
export async function loadSystem(
  { plan, workload, driver, cpus, runId, signal, step }: TrialSetting,
  system: RunningSystem,
  folders: { readonly scratch: string; readonly artifacts: string },
  meter: ResourceMeter,
): Promise<LoadResult> {
  const { scenario, profile, seed } = plan;
  step('idle');
  await meter.measureIdle(profile.idleSeconds, signal);
  step('setting up');
  const module = (await import(pathToFileURL(workload.built).href)) as Workload<unknown>;
  const dataFile = join(folders.scratch, 'data.json');
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
    dir: folders.scratch,
    artifactDir: folders.artifacts,
    cpus: cpus?.driver,
  };
  return driver.run(load, hooks, signal);
}
