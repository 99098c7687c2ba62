import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@redis/client';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { StagedTrial } from '../src/bench/staged-trial.ts';
import { acquireComponents } from '../src/components/acquired.ts';
import { redis } from '../src/components/redis/redis.ts';
import { freePorts } from '../src/host/processes/free-ports.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import type { Topology } from '../src/topologies/topology.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
/** An arm that needs a Redis beside its one process. */
const armFile = join(fixtures, 'redis-arm.json');
const redisArm = JSON.parse(readFileSync(armFile, 'utf8')) as Topology;
const built = fileURLToPath(new URL('../dist', import.meta.url));
const program = await redis.find();
let folder: string;

const words = { en: redisArm.title, ko: redisArm.title };
BASES.add({ ...redisArm, title: words, about: words, replicable: [] });

beforeEach(async (context) => {
  skipLoudly(context, program ? undefined : 'no redis-server on this machine');
  folder = await mkdtemp(join(tmpdir(), 'lab-redis-arm-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("the CPU time and memory of an arm's Redis count to the arm, and it is gone after the run", async () => {
  const runId = `test-${process.pid}-redis-arm`;
  const { signal } = new AbortController();
  const components = await acquireComponents(new Map([['redis', 1]]), {
    ...{ workDir: folder, runId, signal, env: {} },
    log: () => undefined,
  });
  const seeded = join(folder, 'seeded');
  await mkdir(seeded);
  const setting = {
    ...{ root: fixtures, runId, components, signal, cpus: undefined },
    ...{ seededData: () => seeded, scratch: join(folder, 'scratch'), step: () => undefined },
  } as unknown as TrialSetting;
  const arm = { name: redisArm.id, topology: redisArm.id };
  const trial = new StagedTrial(
    setting,
    { number: 1, round: 1, arm },
    join(folder, 'trial'),
    () => undefined,
  );
  let url = '';
  try {
    await trial.start();
    const looks = [1, 2].map(() => fetch(`${trial.system.url}/count`));
    const answers = (await Promise.all((await Promise.all(looks)).map((each) => each.json()))) as {
      count: number;
      redis: string;
    }[];
    expect(answers.map(({ count }) => count).toSorted()).toEqual([1, 2]);
    url = answers[0]?.redis ?? '';
    await trial.measureIdle(1);
    const warmUp = { seconds: 0, steady: true, windows: [] };
    const { resources } = trial.measured({ warmUp, phases: [], artifacts: [], checks: [] });
    expect(resources?.idle.map(({ process }) => process)).toEqual(['shop', 'redis']);
    // An empty Redis takes some megabytes.
    expect(resources?.idle.find(({ process }) => process === 'redis')?.bytes).toBeGreaterThan(1_000_000);
    expect(resources?.idleCpu?.cpu.find(({ process }) => process === 'redis')?.seconds).toBeGreaterThan(0);
    expect(trial.components).toMatchObject([{ id: 'redis', name: 'Redis', origin: 'private node' }]);
  } finally {
    await trial.end();
    await components.release();
  }
  expect(await isRefused(url)).toBe(true);
  expect(processesOf(runId)).toEqual([]);
});

const KILLERS = ['SIGINT', 'SIGKILL'] as const;

/** A lab that has the arm up, with the Redis that its environment names, or one of its own. */
async function armUp(redisUrl: string) {
  expect(existsSync(join(built, 'commands', 'up.js')), 'the lab is not built: make build').toBe(true);
  const [port = 0] = await freePorts(1);
  await symlink(join(fixtures, 'redis-shop.mjs'), join(folder, 'redis-shop.mjs'));
  const args = [join(fixtures, 'arm-up.mjs'), built, armFile, folder, String(port)];
  const lab = execa(process.execPath, args, { reject: false, all: true, env: { REDIS_URL: redisUrl } });
  const asked = async () =>
    (await fetch(`http://127.0.0.1:${port}/count`).catch(() => undefined))?.json() ?? 'no answer';
  const isUp = async () => {
    if (lab.exitCode !== null) throw new Error((await lab).all);
    return (await asked()) !== 'no answer' || 'no answer';
  };
  await waitUntil('the arm to be up', isUp, { deadlineMs: 60_000 }).catch((error) => {
    lab.kill('SIGKILL');
    throw error;
  });
  const { runId, redis: server } = (await asked()) as { runId: string; redis: string };
  return { lab, runId, server };
}

test.each(KILLERS)('nothing is left of it after %s of the lab', async (killer) => {
  const { lab, runId, server } = await armUp('');
  try {
    expect(processesOf(runId).join()).toContain('redis-server');
    lab.kill(killer);
    const { exitCode } = await lab;
    if (killer === 'SIGINT') expect(exitCode).toBe(0);
    await untilNothingIsLeft(runId, 10_000);
    expect(await isRefused(server)).toBe(true);
  } finally {
    lab.kill('SIGKILL');
  }
});

test.each(KILLERS)('a Redis of the user is as it was after %s of the lab', async (killer) => {
  const options = { workDir: folder, runId: `test-${process.pid}-${killer}-user`, namespaces: 1 };
  const user = await redis.startPrivately(program ?? '', { ...options, log: () => undefined });
  try {
    const url = (await user.freshNamespace()).env.REDIS_URL ?? '';
    await inRedis(url, (client) => client.mSet({ 'of the user': 'value', 'lab.': 'value' }));
    const keys = async () => (await inRedis(url, (client) => client.keys('*'))).toSorted();
    const before = await keys();
    const { lab, runId, server } = await armUp(url);
    try {
      expect(server).toBe(url);
      const during = (await keys()).filter((key) => !before.includes(key));
      expect(during.join()).toMatch(/^lab\.up-.*count/);
      expect(during.filter((key) => !key.startsWith('lab.up-'))).toEqual([]);
      lab.kill(killer);
      await lab;
      // What cleans up after a lab that was killed is the lab's, and not the run's.
      const owned = () => listProcesses().filter(({ owner }) => owner === lab.pid).length;
      await waitUntil('nothing of the lab to be left', () => owned() === 0 || `${owned()} processes`, {
        deadlineMs: 30_000,
      });
      await untilNothingIsLeft(runId, 10_000);
      expect(await keys()).toEqual(before);
    } finally {
      lab.kill('SIGKILL');
    }
  } finally {
    await user.release();
  }
});

async function inRedis<T>(
  url: string,
  work: (client: ReturnType<typeof createClient>) => Promise<T>,
): Promise<T> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client as ReturnType<typeof createClient>);
  } finally {
    client.destroy();
  }
}
