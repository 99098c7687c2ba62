import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildVersions } from '@lab/lab/experiments/probe/versions';
import { acquireGuardian } from '@lab/lab/host/processes/guardian';
import { rollParts } from '@lab/lab/topologies/roll-parts';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [CLUSTER, SERVICES] = ['monolith+workers=2+balancing=request', 'microservices+payments=2'];
const MONOLITH = join(ROOT, 'monolith/dist/program.js');

/** Programs of a version that says that it is not ready, and never anything else. */
let unready: (program: string) => string;
let shop: DeployedShop;

beforeAll(async () => {
  const runId = `updates-${process.pid}`;
  const guardian = acquireGuardian(runId);
  const version = {
    ...{ id: 'unready', programs: ['monolith', 'microservices/payments'], profiles: ['full'] as const },
    patches: ['next', 'unready'].map((name) => `versions/${name}.patch`),
  };
  const needed = {
    ...{
      root: ROOT,
      folder: join(ROOT, 'scenarios/deployment'),
      versions: [version],
      profile: 'full' as const,
    },
    topologies: [CLUSTER, SERVICES].map(topologyOf),
  };
  try {
    const built = await buildVersions(needed, { runId, guardian, signal: new AbortController().signal });
    unready = (program) => built.get('unready')?.get(program) ?? '';
  } finally {
    await guardian.release();
  }
});

afterEach(() => shop.stop());

/** Three times as long as a good one has just taken: one that only has not come so far would prove nothing. ms */
const longerThan = (good: readonly { readonly startedAt: number; readonly readyAt: number }[]): number =>
  3 * Math.max(...good.map(({ startedAt, readyAt }) => readyAt - startedAt));

const roll = (program: string, step?: boolean) =>
  rollParts(shop.system, 'monolith', { program, readyMs: 30_000, deadlineMs: 60_000, step });

/** Asks again and again while something is done. @returns the statuses of the answers that are not 200, and how many there were */
async function meanwhile<T>(path: string, work: () => Promise<T>, token?: string) {
  let over = false;
  let answers = 0;
  const bad: string[] = [];
  const bodies: string[] = [];
  const client = async () => {
    while (!over) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(`${shop.url}${path}`, { headers }).catch((error: Error) => error.message);
      answers += 1;
      if (typeof answer === 'string') bad.push(answer);
      else {
        bodies.push(await answer.text());
        if (answer.status !== 200) bad.push(String(answer.status));
      }
    }
  };
  const clients = [client(), client()];
  const result = await work().finally(() => {
    over = true;
  });
  await Promise.all(clients);
  return { result, bad, answers, bodies };
}

async function staff(): Promise<string> {
  const response = await fetch(`${shop.url}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'staff@shop.example', password: 'correct-horse-battery' }),
  });
  return ((await response.json()) as { token: string }).token;
}

test('the workers of a cluster are exchanged one by one, and nobody who asks notices', async () => {
  shop = await deployShop(CLUSTER);
  const worker = async () => /worker="(\d+)"/.exec(await (await fetch(`${shop.url}/metrics`)).text())?.[1];
  expect(Number(await worker())).toBeLessThanOrEqual(2);
  const { result, bad, answers } = await meanwhile('/products?limit=1', () => roll(MONOLITH));
  expect(bad).toEqual([]);
  expect(answers).toBeGreaterThan(2);
  expect(result.refused).toBeUndefined();
  const [first, second] = result.replaced;
  // The second one is begun when the first one is done: there is always one of the two that is not touched.
  expect(first?.endedAt).toBeLessThanOrEqual(second?.startedAt ?? 0);
  for (const { readyAt, toldAt } of result.replaced) expect(readyAt).toBeLessThanOrEqual(toldAt);
  expect(Number(await worker())).toBeGreaterThan(2);

  // A version that is not ready gets no request, and the cluster stays what it is.
  const token = await staff();
  const program = unready('monolith');
  const readyMs = longerThan(result.replaced);
  const refusing = await meanwhile(
    '/ledger',
    () => rollParts(shop.system, 'monolith', { program, readyMs, deadlineMs: 60_000 }),
    token,
  );
  expect(refusing.result).toEqual({ replaced: [], refused: `worker-1 did not serve within ${readyMs} ms` });
  expect(refusing.bad).toEqual([]);
  expect(refusing.bodies.filter((body) => body.includes('unready'))).toEqual([]);
  // A program that ends at once is refused as well, and a good one is still taken.
  const dead = join(shop.dataDir, 'dead.cjs');
  await writeFile(dead, 'process.exit(7)');
  await expect(roll(dead)).rejects.toThrow('worker-1 ended before it served');
  expect((await roll(MONOLITH)).replaced).toHaveLength(2);

  // In a step one worker alone is exchanged, and none that runs the program already.
  const next = join(shop.dataDir, 'next.js');
  await symlink(MONOLITH, next);
  const steps = [await roll(next, true), await roll(MONOLITH, true), await roll(MONOLITH, true)];
  expect(steps.map(({ replaced, left }) => [replaced.length, left])).toEqual([
    [1, 1],
    [1, 0],
    [0, 0],
  ]);
});

test('a service that is not ready takes no message from its queue', async () => {
  shop = await deployShop(SERVICES);
  const token = await staff();
  const payments = shop.system.topology.processes.find(({ name }) => name === 'payments');
  if (!payments || !('entry' in payments)) throw new Error('payments is a program of its own');
  const readyMs = longerThan([await shop.system.replace('payments', payments)]);
  const spec = { ...payments, entry: unready('microservices/payments') };
  const { result, bad, bodies } = await meanwhile(
    '/ledger',
    () => shop.system.replace('payments', spec, readyMs).catch((error: Error) => error.message),
    token,
  );
  expect(result).toContain('payments to be ready');
  expect(bad).toEqual([]);
  expect(bodies.length).toBeGreaterThan(2);
  expect(bodies.filter((body) => body.includes('unready'))).toEqual([]);
});
