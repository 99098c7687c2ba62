import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { comeToRest } from '../src/experiments/search/come-to-rest.ts';
import { searchKind } from '../src/experiments/search/kind.ts';
import { LimitedParts } from '../src/experiments/search/limited-parts.ts';
import { partsOf } from '../src/experiments/search/parts.ts';
import { scalingRecordSchema } from '../src/experiments/search/record.ts';
import { runSearchRound } from '../src/experiments/search/round.ts';
import type { SearchSettings } from '../src/experiments/search/settings.ts';
import { findCpuSets } from '../src/host/cpu-sets.ts';
import { findCpuQuotas } from '../src/host/quotas/find-quotas.ts';
import { groupPrefix } from '../src/host/quotas/quota-groups.ts';
import { quotaGroupFolders } from '../src/host/quotas/stale-groups.ts';
import type { TrialRecord } from '../src/records/trial.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { startSystem } from '../src/topologies/supervisor.ts';
import { topologyOf } from '../src/topologies/topology-of.ts';
import { untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const workload = fileURLToPath(new URL('./fixtures/cpu-workload.js', import.meta.url));
const quotas = await findCpuQuotas();
const CPU_MS = 10;
/** Requests a second that the quota of an instance has CPU time for, did HTTP cost none. */
const CAPACITY = 1000 / CPU_MS / 5;
/** HTTP, and a machine that is busy elsewhere, may cost so much of it: an instance without a quota would do five times as much. */
const LEAST = 0.6;

let folder: string;
let runId: string;

beforeEach(async (context) => {
  skipLoudly(context, 'missing' in quotas ? quotas.missing : undefined);
  folder = await mkdtemp(join(tmpdir(), 'lab-scaling-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  if ('missing' in quotas) return;
  await untilNothingIsLeft(runId, 2_000);
  await rm(folder, { recursive: true });
});

const QUOTA = 0.2;
const SEARCH = {
  warmUp: { minSeconds: 3, maxSeconds: 8, within: 3 },
  trySeconds: 4,
  factor: 1.15,
  resolution: 0.05,
} as const;

const settings: SearchSettings = {
  warmUpPerSecond: 10,
  objective: { percentile: 'p90', milliseconds: 250 },
  quota: QUOTA,
  cpus: 1,
  counterparts: {},
  loads: [
    {
      id: 'work',
      title: { en: 'work', ko: 'work' },
      workload: 'cpu-workload',
      mostPerSecond: 200,
      profiles: ['smoke'],
    },
  ],
  search: { smoke: SEARCH, quick: SEARCH, full: SEARCH },
};

const text = { en: 'Fixture', ko: 'Fixture' };
for (const count of [1, 2])
  BASES.add({
    id: `fixture-x${count}`,
    title: text,
    about: text,
    edge: 'worker',
    components: [],
    replicable: [],
    processes: [
      {
        name: 'worker',
        entry: 'cpu-server.mjs',
        env: { CPU_MS: String(CPU_MS), WORKERS: String(count) },
      },
    ],
  });

async function runOn(topology: string, signal = new AbortController().signal): Promise<TrialRecord> {
  const sets = await findCpuSets();
  const seeded = join(folder, 'seeded');
  await mkdir(seeded);
  const setting = {
    root: fixtures,
    runId,
    plan: {
      seed: 1,
      profile: PROFILES.smoke,
      scenario: { id: 'fixture', experiment: { kind: 'search', settings } },
      round: searchKind.plan(settings, { profile: PROFILES.smoke, arms: [] }),
    },
    workload: { built: workload, source: workload },
    driver: embeddedDriver,
    components: new AcquiredComponents(),
    cpus: 'missing' in sets ? undefined : sets,
    seededData: () => seeded,
    scratch: join(folder, 'scratch'),
    signal,
    step: () => undefined,
  } as unknown as TrialSetting;
  const trial = { number: 1, round: 1, arm: { name: topology, topology } };
  const [record] = await runSearchRound(settings, setting, {
    trials: [trial],
    attempt: 1,
    dirOf: () => join(folder, 'trial'),
  });
  if (!record) throw new Error('a trial has no record');
  return record;
}

const groupsOfThisProcess = () => quotaGroupFolders().filter((dir) => dir.includes(groupPrefix(process.pid)));

test('one instance: as many requests as its quota has CPU time for', async () => {
  const { details, invalidBecause } = await runOn('fixture-x1');
  expect(invalidBecause).toEqual([]);
  const scaling = scalingRecordSchema.parse(details);
  const [load] = scaling.loads;
  expect(load?.passed).toBeGreaterThan(CAPACITY * LEAST);
  expect(load?.passed).toBeLessThanOrEqual(CAPACITY);
  expect(load?.limitedBy).toEqual(['worker']);
  expect(scaling).toMatchObject({ instances: 1, quota: 0.2 });
  const failed = load?.tries.find(({ perSecond }) => perSecond === load.failed);
  expect(failed?.parts[0]?.cpus).toBeGreaterThan(0.15);
  expect(failed?.parts[0]?.throttled).toBeGreaterThan(0.7);
}, 120_000);

test('two workers of a cluster: twice as many, and the primary has no quota', async () => {
  const { details, invalidBecause } = await runOn('fixture-x2');
  expect(invalidBecause).toEqual([]);
  const scaling = scalingRecordSchema.parse(details);
  const [load] = scaling.loads;
  expect(load?.passed).toBeGreaterThan(2 * CAPACITY * LEAST);
  expect(load?.passed).toBeLessThanOrEqual(2 * CAPACITY);
  expect(scaling.instances).toBe(2);
  expect(load?.tries[0]?.parts.map(({ name, limited }) => [name, limited])).toEqual([
    ['worker (primary)', false],
    ['worker-1', true],
    ['worker-2', true],
  ]);
}, 120_000);

test('requests that were given up are worked off before the next rate is tried', async () => {
  if ('missing' in quotas) throw new Error(quotas.missing);
  const signal = AbortSignal.timeout(60_000);
  const place = { root: fixtures, runId, trialDir: folder, dataDir: folder, env: {}, cpus: undefined };
  const start = { ...place, deadlineMs: 30_000, signal, supervised: false };
  const system = await startSystem(topologyOf('fixture-x1'), start);
  const groups = quotas.groups(`${runId}.rest`);
  try {
    const parts = new LimitedParts(partsOf(system, []), groups);
    parts.limit(QUOTA);
    const ask = (within: number) => fetch(`${system.url}/work`, { signal: AbortSignal.timeout(within) });
    const given = await Promise.allSettled(Array.from({ length: 200 }, () => ask(1_000)));
    expect(given.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(100);
    await comeToRest(parts, QUOTA, signal);
    // Behind what was given up it would wait for five seconds and more.
    expect((await ask(2_000)).status).toBe(200);
    const meter = parts.meter();
    meter.start();
    await Promise.all(Array.from({ length: 20 }, () => ask(10_000)));
    expect(meter.usage().parts[0]?.cpus).toBeLessThan(QUOTA * 1.15);
  } finally {
    groups.lift();
    await system.stop();
    await groups.remove();
  }
}, 90_000);

test('a trial that is called off leaves no process, no group and no data', async () => {
  const controller = new AbortController();
  const running = runOn('fixture-x2', controller.signal);
  setTimeout(() => controller.abort(new Error('Ctrl-C')), 3_000);
  await expect(running).rejects.toThrow('Ctrl-C');
  await untilNothingIsLeft(runId, 2_000);
  expect(existsSync(join(folder, 'scratch', 'trial-1'))).toBe(false);
  expect(groupsOfThisProcess()).toEqual([]);
}, 60_000);
