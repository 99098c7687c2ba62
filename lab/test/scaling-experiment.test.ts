import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { capacityKind } from '../src/experiments/capacity/kind.ts';
import { capacityRecordSchema } from '../src/experiments/capacity/record.ts';
import { runCapacityRound } from '../src/experiments/capacity/round.ts';
import type { CapacitySettings } from '../src/experiments/capacity/settings.ts';
import { findCpuSets } from '../src/host/cpu-sets.ts';
import { findCpuQuotas } from '../src/host/quotas/find-quotas.ts';
import { groupPrefix } from '../src/host/quotas/quota-groups.ts';
import { quotaGroupFolders } from '../src/host/quotas/stale-groups.ts';
import type { TrialRecord } from '../src/records/trial.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const workload = fileURLToPath(new URL('./fixtures/cpu-workload.js', import.meta.url));
const quotas = await findCpuQuotas();
const CPU_MS = 10;
const QUOTA = 0.25;
/** Requests a second that the quota of an instance has CPU time for, did HTTP cost none. */
const CAPACITY = (1000 / CPU_MS) * QUOTA;
/** HTTP, and a machine that is busy elsewhere, may cost so much of it: an instance without a quota would do four times as much. */
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

const EFFORT = { seconds: 3, warmUp: { minSeconds: 3, maxSeconds: 8, within: 3 } } as const;

const settings: CapacitySettings = {
  title: { en: 'work', ko: 'work' },
  workload: 'cpu-workload',
  part: 'none',
  quota: QUOTA,
  timesQuota: {},
  cpus: 1,
  counterparts: {},
  warmUpPerSecond: 10,
  outstanding: 12,
  leadInSeconds: 1,
  mostPerSecond: 200,
  effort: { smoke: EFFORT, quick: EFFORT, full: EFFORT },
};

const text = { en: 'Fixture', ko: 'Fixture' };
/** Of two workers, and of one that fails each fifth request. */
const FIXTURES = { 'fixture-x1': {}, 'fixture-x2': { WORKERS: '2' }, 'fixture-failing': { FAIL_EVERY: '5' } };
for (const [id, env] of Object.entries(FIXTURES))
  BASES.add({
    id,
    title: text,
    about: text,
    edge: 'worker',
    components: [],
    replicable: [],
    processes: [
      {
        name: 'worker',
        entry: 'cpu-server.mjs',
        env: { CPU_MS: String(CPU_MS), ...env },
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
      scenario: { id: 'fixture', experiment: { kind: 'capacity', settings } },
      round: capacityKind.plan(settings, { profile: PROFILES.smoke, arms: [] }),
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
  const [record] = await runCapacityRound(settings, setting, {
    trials: [trial],
    attempt: 1,
    dirOf: () => join(folder, 'trial'),
  });
  if (!record) throw new Error('a trial has no record');
  return record;
}

const groupsOfThisProcess = () => quotaGroupFolders().filter((dir) => dir.includes(groupPrefix(process.pid)));

async function measured(topology: string) {
  const { details, invalidBecause, values } = await runOn(topology);
  expect(invalidBecause).toEqual([]);
  return { record: capacityRecordSchema.parse(details), values };
}

test('one instance: as many answers as its quota has CPU time for', async () => {
  const { record, values } = await measured('fixture-x1');
  const { burst, parts, expected, limitedBy } = record;
  expect(burst.perSecond).toBeGreaterThan(CAPACITY * LEAST);
  expect(burst.perSecond).toBeLessThanOrEqual(CAPACITY * 1.05);
  expect(burst).toMatchObject({ outstanding: 12, seconds: 3, errors: 0 });
  expect(limitedBy).toEqual(['worker']);
  expect(parts).toMatchObject([{ name: 'worker', quota: QUOTA }]);
  const [{ cpus = Number.NaN, throttled = Number.NaN } = {}] = parts;
  expect(cpus).toBeGreaterThan(QUOTA * 0.75);
  expect(throttled).toBeGreaterThan(0.7);
  // Each answer took the CPU time that it is known to take, and a little for HTTP.
  const milliseconds = (1000 * cpus) / burst.perSecond;
  expect(milliseconds).toBeGreaterThan(CPU_MS * 0.95);
  expect(milliseconds).toBeLessThan(CPU_MS / LEAST);
  // Answers counted, and answers that the CPU time is good for, in the same window.
  expect(expected / burst.perSecond).toBeGreaterThan(0.9);
  expect(expected / burst.perSecond).toBeLessThan(1.25);
  expect(values).toMatchObject({ capacity: burst.perSecond, 'cpu-reserved': QUOTA, 'cpu-used': cpus });
}, 120_000);

test('two workers of a cluster: twice as many, and the primary has no quota', async () => {
  const { record } = await measured('fixture-x2');
  expect(record.burst.perSecond).toBeGreaterThan(2 * CAPACITY * LEAST);
  expect(record.burst.perSecond).toBeLessThanOrEqual(2 * CAPACITY * 1.05);
  expect(record.burst.outstanding).toBe(12);
  expect(record.scaled).toEqual(['worker-1', 'worker-2']);
  expect(record.parts.map(({ name, quota }) => [name, quota])).toEqual([
    ['worker (primary)', null],
    ['worker-1', QUOTA],
    ['worker-2', QUOTA],
  ]);
}, 120_000);

test('a burst of which requests fail is no capacity', async () => {
  const { valid, invalidBecause, values } = await runOn('fixture-failing');
  expect(valid).toBe(false);
  expect(invalidBecause).toEqual([expect.stringMatching(/^burst: .*requests? failed \(work: 500\)/)]);
  expect(values).toEqual({});
}, 120_000);

test('a trial that is called off leaves no process, no group and no data', async () => {
  const controller = new AbortController();
  const running = runOn('fixture-x2', controller.signal);
  setTimeout(() => controller.abort(new Error('Ctrl-C')), 3_000);
  await expect(running).rejects.toThrow('Ctrl-C');
  await untilNothingIsLeft(runId, 2_000);
  expect(existsSync(join(folder, 'scratch', 'trial-1'))).toBe(false);
  expect(groupsOfThisProcess()).toEqual([]);
}, 60_000);
