import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireBuilt } from '@lab/lab/topologies/built';
import { operate } from '@lab/lab/topologies/operate';
import { startSystem } from '@lab/lab/topologies/supervisor';
import type { RunningSystem } from '@lab/lab/topologies/topology';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import type { RunningDeployment } from './behaviour/deployment.ts';
import { copySeededData } from './seeded-data.ts';
import { inSharedServers } from './shared-servers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The seed number of the example shop that the tests are about; any would do. */
export const SEED = 1;

/** A deployment whose processes a test may kill. */
export interface DeployedShop extends RunningDeployment {
  readonly system: RunningSystem;
  /** Folder of the databases. */
  readonly dataDir: string;
  /** Of all processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the program of a process once more, with a command for operators. @returns what it said */
  operate(name: string, command: string): Promise<string>;
}

/**
 * Starts a topology of the lab, as built, on freshly seeded databases in a folder of its own, and on queues of its own.
 * The folder is removed when it stops.
 *
 * @param servers environment that names the servers it needs; those that tests share without
 */
export async function deployShop(
  topologyId: string,
  servers?: Readonly<Record<string, string>>,
): Promise<DeployedShop> {
  const topology = topologyOf(topologyId);
  await requireBuilt(topology, ROOT);
  const folder = await mkdtemp(join(tmpdir(), `shop-${topologyId}-`));
  const dataDir = join(folder, 'data');
  const runId = `acceptance-${process.pid}`;
  const jwtSecret = randomBytes(32).toString('hex');
  const env = {
    ...{ JWT_SECRET: jwtSecret, LOG_LEVEL: 'warn' },
    ...(servers ?? inSharedServers(topology.components)),
  };
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    await copySeededData(topology, { root: ROOT, dir: dataDir, seed: SEED, runId });
    const system = await startSystem(topology, { root: ROOT, runId, trialDir: folder, dataDir, env });
    return {
      system,
      dataDir,
      env,
      async operate(name, command) {
        const spec = topology.processes.find((process) => process.name === name);
        if (!spec) throw new Error(`there is no process ${name}`);
        return operate(spec, command, { root: ROOT, runId, dataDir, env });
      },
      url: system.url,
      jwtSecret,
      async stop() {
        await system.stop();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}
