import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareData, type SeedOptions } from '@lab/lab/topologies/seed-data';
import type { Topology } from '@lab/lab/topologies/topology';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { inject } from 'vitest';

/**
 * Gives a test fresh databases of a topology: copies of those of its base, which are filled once in a test run, as the lab does it for its
 * trials. Filling them takes the services more than starting them.
 *
 * @param options.dir the folder of the copy
 */
export async function copySeededData(topology: Topology, options: SeedOptions): Promise<void> {
  const base = topologyOf(topology.base ?? topology.id);
  const kept = join(inject('seededDataDir'), `${base.id}-${options.seed}`);
  if (!existsSync(kept)) {
    const made = await mkdtemp(join(inject('seededDataDir'), '.unfinished-'));
    await prepareData(base, { ...options, dir: made });
    // Another worker of the tests may have been faster: its files say the same.
    await rename(made, kept).catch(async (error) => {
      if (!existsSync(kept)) throw error;
      await rm(made, { recursive: true });
    });
  }
  await cp(kept, options.dir, { recursive: true });
}
