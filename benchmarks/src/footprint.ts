import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResourceMeter } from '@lab/lab/bench/resources';
import { preciseCpuSecondsOf } from '@lab/lab/host/cpu';
import { findCpuSets } from '@lab/lab/host/cpu-sets';
import type { Part } from '@lab/lab/host/memory';
import { median } from '@lab/lab/stats/order-statistics';
import { requireBuilt } from '@lab/lab/topologies/built';
import { prepareData } from '@lab/lab/topologies/seed-data';
import { startSystem } from '@lab/lab/topologies/supervisor';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import type { Place } from './benchmark.ts';
import { SEED } from './example-orders.ts';
import type { Measured } from './figures.ts';
import { spreadOf } from './interleave.ts';
import { FIGURES } from './selection.ts';

/** The least from which a 95 % interval of a median can be made. */
const STARTS = 6;
/** Memory is read after so long. */
const IDLE_SECONDS = 3;
/**
 * CPU time at idle is the median of so many readings of a second each: within the first ten seconds, V8 collects what the start has left,
 * once. That is a cost of the start.
 */
const IDLE_READINGS = 15;
const MEGABYTE = 1024 * 1024;

/** What a deployment takes before anybody asks it for anything. */
interface Footprint {
  /** From the first process started to the last one ready. s. */
  readonly ready: number;
  /** Of the process that has the most, as if the deployment were alone on the machine. MB. */
  readonly memory: number;
  /** Of the process that uses the most. ms of CPU time a second. */
  readonly idleCpu: number;
}

type Figure = Pick<Measured, 'id' | 'unit' | 'target' | 'meaning'> & {
  readonly read: (seen: Footprint) => number;
};

/** The figures of each base. */
const SOUGHT: Readonly<Record<'monolith' | 'microservices', readonly Figure[]>> = {
  monolith: [
    figure(FIGURES.monolithReady, 's', 0.8, 'from start to ready on one CPU, the monolith', 'ready'),
    figure(FIGURES.monolithMemory, 'MB', 115, 'proportional memory of the monolith at idle', 'memory'),
    figure(FIGURES.monolithIdle, 'ms/s', 0.5, 'CPU time of the monolith at idle', 'idleCpu'),
  ],
  microservices: [
    figure(FIGURES.servicesReady, 's', 3.5, 'from start to ready on one CPU, all services', 'ready'),
    figure(
      FIGURES.serviceMemory,
      'MB',
      85,
      'proportional memory at idle of the service that has most',
      'memory',
    ),
    figure(FIGURES.serviceIdle, 'ms/s', 0.5, 'CPU time at idle of the service that uses most', 'idleCpu'),
  ],
};

function figure(
  id: string,
  unit: Measured['unit'],
  target: number,
  meaning: string,
  what: keyof Footprint,
): Figure {
  return { id, unit, target, meaning, read: (seen) => seen[what] };
}

/** Which of the figures of a base are wanted. */
export const wantedOf = (base: keyof typeof SOUGHT, wanted: ReadonlySet<string>): readonly Figure[] =>
  SOUGHT[base].filter(({ id }) => wanted.has(id));

/** @returns ms of CPU time a second, of each part */
async function idleCpuOf(parts: readonly Part[], signal: AbortSignal): Promise<number[]> {
  const readings = parts.map((): number[] => []);
  const read = () => parts.map(({ pids }) => preciseCpuSecondsOf(pids));
  for (let reading = 0; reading < IDLE_READINGS; reading += 1) {
    const [before, from] = [read(), performance.now()];
    await sleep(1_000, undefined, { signal });
    const seconds = (performance.now() - from) / 1000;
    for (const [i, now] of read().entries()) readings[i]?.push((now - (before[i] ?? 0)) / seconds);
  }
  return readings.map((of) => median(of) * 1000);
}

/**
 * Starts a base again and again on one CPU, and lets it alone for a while.
 *
 * @param envOf what each start is given, e.g. the address of its servers
 * @throws when it does not get ready
 */
export async function footprints(
  base: keyof typeof SOUGHT,
  figures: readonly Figure[],
  place: Place & { readonly signal: AbortSignal },
  envOf: () => Promise<Readonly<Record<string, string>>>,
): Promise<Measured[]> {
  const { root, workDir, runId, signal } = place;
  const topology = topologyOf(base);
  await requireBuilt(topology, root);
  const folder = await mkdtemp(join(workDir, 'footprint-'));
  const dataDir = join(folder, 'data');
  await prepareData(topology, { root, dir: dataDir, seed: SEED, runId, signal });
  const sets = await findCpuSets();
  const cpus = 'missing' in sets ? undefined : sets.arms.split(/[,-]/)[0];
  const seen: Footprint[] = [];
  while (seen.length < STARTS) {
    const settings = { root, runId, trialDir: folder, dataDir, cpus, signal };
    const system = await startSystem(topology, { ...settings, env: await envOf() });
    try {
      const parts = () => system.processes.map(({ name, pid }) => ({ name, pids: [pid] }));
      const meter = new ResourceMeter(parts, signal);
      await meter.measureIdle(IDLE_SECONDS);
      const { idle } = meter.record();
      seen.push({
        ready: system.startupMs / 1000,
        memory: Math.max(...idle.map(({ bytes }) => bytes)) / MEGABYTE,
        idleCpu: Math.max(...(await idleCpuOf(parts(), signal))),
      });
    } finally {
      await system.stop();
    }
  }
  return figures.map(({ read, ...told }) => ({
    ...told,
    better: 'lower',
    spread: spreadOf(seen.map(read)),
    sides: undefined,
  }));
}
