import { join } from 'node:path';
import { acquireComponents } from '../components/acquired.ts';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { createScratch } from '../host/processes/scratch.ts';
import type { Text } from '../scenario/scenario.ts';
import { requireBuilt } from './built.ts';
import { prepareData } from './seed-data.ts';
import { writeShopFile } from './shop-file.ts';
import { startSystem } from './supervisor.ts';
import type { RunningSystem, Topology } from './topology.ts';

export interface PlaygroundOptions {
  readonly root: string;
  readonly seed: number;
  /** Port of the edge. */
  readonly port: number;
  readonly runId: string;
  /** Progress, one line at a time. */
  readonly log: (line: Text) => void;
  readonly signal: AbortSignal;
}

/** A system started to play with, not to measure. */
export interface Playground {
  readonly system: RunningSystem;
  /** Folder of the processes' logs. */
  readonly logs: string;
  /** Ends the system and its components and removes its data. Never throws. */
  end(): Promise<void>;
}

/**
 * Starts a topology on freshly seeded data, with the components that it needs.
 *
 * @throws when a part does not start or the signal calls it off; what was started is ended and removed before
 */
export async function openPlayground(topology: Topology, options: PlaygroundOptions): Promise<Playground> {
  const { root, runId, signal, log } = options;
  await requireBuilt(topology, root);
  const scratch = await createScratch(root, topology.id);
  const cleanups = [() => scratch.remove()];
  const end = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    log({
      en: `seeding the database${topology.processes.length > 1 ? 's' : ''} (seed ${options.seed})`,
      ko: `데이터베이스 생성(시드 ${options.seed})`,
    });
    const dataDir = join(scratch.path, 'data');
    const env: Record<string, string> = {};
    const seed = (given: AbortSignal) =>
      prepareData(topology, { root, dir: dataDir, seed: options.seed, runId, signal: given });
    const acquire = async (given: AbortSignal) => {
      const once = new Map(topology.components.map((id) => [id, 1]));
      const components = await acquireComponents(once, { workDir: scratch.path, runId, log, signal: given });
      cleanups.push(() => components.release());
      Object.assign(env, (await components.freshNamespace(topology)).env);
    };
    await allOrNone([seed, acquire], signal);
    const names = topology.processes.map(({ name }) => name).join(', ');
    log({ en: `starting ${topology.title}: ${names}`, ko: `프로세스 시작: ${names}` });
    const system = await startSystem(topology, {
      root,
      runId,
      trialDir: scratch.path,
      dataDir,
      env,
      edgePort: options.port,
      signal,
    });
    cleanups.push(() => system.stop());
    await writeShopFile(scratch.path, {
      ...{ pid: process.pid, runId, topology: topology.id, url: system.url, dataDir, env },
      processes: system.processes.map(({ name, url }) => ({ name, url })),
    });
    return { system, logs: join(scratch.path, 'logs'), end };
  } catch (error) {
    await end();
    throw error;
  }
}
