import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourceMeter } from '@lab/lab/bench/resources';
import { findCpuSets } from '@lab/lab/host/cpu-sets';
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
const IDLE_SECONDS = 3;
const MEGABYTE = 1024 * 1024;

/** What a deployment takes before anybody asks it for anything. */
interface Footprint {
  /** From the first process started to the last one ready. s. */
  readonly ready: number;
  /** Of the process that has the most, as if the deployment were alone on the machine. MB. */
  readonly memory: number;
  /** Of the process that uses the most, its children included. ms of CPU time a second. */
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

/**
 * Starts a base again and again on one CPU, and lets it alone for some seconds.
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
      const { idle, idleCpu } = meter.record();
      const spent = (idleCpu?.cpu ?? []).map(({ seconds }) => seconds / (idleCpu?.seconds ?? 1));
      seen.push({
        ready: system.startupMs / 1000,
        memory: Math.max(...idle.map(({ bytes }) => bytes)) / MEGABYTE,
        idleCpu: Math.max(...spent) * 1000,
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
