import { randomBytes } from 'node:crypto';
import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { requireBuilt } from '@lab/lab/topologies/built';
import { prepareData } from '@lab/lab/topologies/seed-data';
import { startSystem } from '@lab/lab/topologies/supervisor';
import type { Topology } from '@lab/lab/topologies/topology';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import type { Benchmark, Place } from './benchmark.ts';
import { SEED } from './example-orders.ts';
import { forkHttpLoad } from './http-load.ts';
import type { RequestName } from './load-requests.ts';
import { FIGURES } from './selection.ts';

const BARE: Topology = {
  id: 'bare',
  title: 'Bare Express and sqlite3',
  processes: [{ name: 'bare', entry: 'benchmarks/dist/server-bare-process.js' }],
  edge: 'bare',
  components: [],
};

/** Two requests from HTTP to disk: the monolith as it is deployed, and a server by hand, each a process on a copy of the same database. */
export const servers = (place: Place): Benchmark[] => [
  {
    id: FIGURES.serverOrder,
    counted: 'orders',
    target: 0.8,
    meaning:
      'what the whole monolith leaves of the rate of a server by hand (Express, sqlite3, the same SQL, token, validation, log line, metric, security headers), placing orders, 8 at a time; correlation, deadlines, timings, replays of a request and recovery are on our side alone',
    open: () => open(place, 'place-order'),
  },
  {
    id: FIGURES.serverProduct,
    counted: 'products',
    target: 0.8,
    meaning: 'the same for a product and its stock, 8 at a time',
    open: () => open(place, 'product'),
  },
];

async function open({ root, workDir, runId }: Place, request: RequestName) {
  const monolith = topologyOf('monolith');
  await requireBuilt(monolith, root);
  const folder = await mkdtemp(join(workDir, 'server-'));
  const secret = randomBytes(32).toString('hex');
  const data = join(folder, 'data');
  await prepareData(monolith, { root, dir: data, seed: SEED, runId });
  await cp(data, join(folder, 'bare-data'), { recursive: true });
  const start = (topology: Topology, dataDir: string) =>
    startSystem(topology, { root, runId, trialDir: folder, dataDir, env: { JWT_SECRET: secret } });
  const layered = await start(monolith, data);
  const bare = await start(BARE, join(folder, 'bare-data')).catch(async (error) => {
    await layered.stop();
    throw error;
  });
  const load = forkHttpLoad(runId);
  return {
    layered: (ms: number) => load.run({ url: layered.url, request, secret, ms }),
    bare: (ms: number) => load.run({ url: bare.url, request, secret, ms }),
    async close() {
      await load.end();
      await Promise.all([layered.stop(), bare.stop()]);
    },
  };
}
