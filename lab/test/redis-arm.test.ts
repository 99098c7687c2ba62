import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { StagedTrial } from '../src/bench/staged-trial.ts';
import { acquireComponents } from '../src/components/acquired.ts';
import { redis } from '../src/components/redis/redis.ts';
import { freePorts } from '../src/host/processes/free-ports.ts';
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

test.each(['SIGINT', 'SIGKILL'] as const)('nothing is left of it after %s of the lab', async (killer) => {
  expect(existsSync(join(built, 'commands', 'up.js')), 'the lab is not built: make build').toBe(true);
  const [port = 0] = await freePorts(1);
  await symlink(join(fixtures, 'redis-shop.mjs'), join(folder, 'redis-shop.mjs'));
  const args = [join(fixtures, 'arm-up.mjs'), built, armFile, folder, String(port)];
  const lab = execa(process.execPath, args, { reject: false, all: true, env: { REDIS_URL: '' } });
  try {
    const url = `http://127.0.0.1:${port}/`;
    const asked = async () => (await fetch(url).catch(() => undefined))?.json() ?? 'no answer';
    const isUp = async () => {
      if (lab.exitCode !== null) throw new Error((await lab).all);
      return (await asked()) !== 'no answer' || 'no answer';
    };
    await waitUntil('the arm to be up', isUp, { deadlineMs: 60_000 });
    const { runId, redis: server } = (await asked()) as { runId: string; redis: string };
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
