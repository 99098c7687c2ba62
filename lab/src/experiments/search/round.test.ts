import { expect, test } from 'vitest';
import type { PlannedTrial } from '../../bench/plan.ts';
import { isInvalidItself, type TrialSetting } from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { scalingRecordSchema } from './record.ts';
import { type RoundParts, runSearchRound } from './round.ts';
import type { SearchSettings } from './settings.ts';

const settings: SearchSettings = {
  warmUpPerSecond: 20,
  objective: { percentile: 'p90', milliseconds: 250 },
  quota: 0.2,
  cpus: 1,
  counterparts: {},
  loads: (['hot', 'even'] as const).map((id) => ({
    id,
    title: { en: id, ko: id },
    workload: id,
    mostPerSecond: 100,
    profiles: id === 'hot' ? ['quick', 'full'] : ['full'],
  })),
  search: { smoke: search(2), quick: search(4), full: search(10) },
};

function search(trySeconds: number) {
  return {
    trySeconds,
    factor: 1.2,
    resolution: 0.1,
    warmUp: { minSeconds: 3, maxSeconds: 9, within: 2 },
  };
}

const controller = new AbortController();
const setting = {
  runId: 'made-run',
  scratch: '/nowhere',
  plan: { scenario: { id: 'scaling', experiment: { kind: 'search' } }, profile: { id: 'quick' } },
  signal: controller.signal,
} as unknown as TrialSetting;

const trials = ['monolith', 'microservices', 'monolith-cluster'].map(
  (topology, index): PlannedTrial => ({ number: index + 1, round: 1, arm: { name: topology, topology } }),
);

const quotas = { description: 'made', groups: () => expect.fail('nothing is started') };
const response = { p50: 9, p90: 90, p95: null, p99: null };

/** Every arm does 30 a second, on 100 MB. */
function parts(change: Partial<RoundParts> = {}): RoundParts & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    findQuotas: async () => quotas,
    runLoad: async (_experiment, { id }, _quotas, given, trial, dir) => {
      ran.push(`${id} on ${trial.arm.name}`);
      const part = { name: 'only', role: 'only', limited: true, cpus: 0.2, throttled: 0.9 };
      const rateTry = {
        perSecond: 30,
        seconds: 4,
        reasons: [],
        response,
        errorShare: 0,
        parts: [part],
        database: 0,
        memory: [{ process: 'only', bytes: 100 * 1024 * 1024 }],
      };
      return {
        staged: new StagedTrial(given, trial, dir, () => undefined),
        instances: 1,
        warmUp: { seconds: 3, steady: true, windows: [5, 5, 5] },
        checks: [{ id: 'money', result: 'pass', detail: '' }],
        record: {
          id,
          predicted: 31,
          passed: 30,
          failed: 32,
          tries: [rateTry],
          limitedBy: ['only'],
        },
      };
    },
    ...change,
  };
}

const run = (given: RoundParts, of = setting) =>
  runSearchRound(settings, of, { trials, attempt: 1, dirOf: () => '/nowhere' }, given);

test('one system after the other, under the load of the profile', async () => {
  const given = parts();
  const records = await run(given);
  expect(given.ran).toEqual(['hot on monolith', 'hot on microservices', 'hot on monolith-cluster']);
  expect(records.map(({ arm, valid }) => [arm, valid])).toEqual(trials.map(({ arm }) => [arm.name, true]));
  for (const { details, values, checks } of records) {
    expect(scalingRecordSchema.parse(details)).toEqual(details);
    expect(values).toMatchObject({ 'hot.rate': 30, 'hot.memory': 100, 'hot.cpu-used': 0.2 });
    expect(checks).toHaveLength(1);
  }
});

test('a profile with more time has more loads', async () => {
  const full = { ...setting, plan: { ...setting.plan, profile: { id: 'full' } } } as TrialSetting;
  const given = parts();
  const [record] = await run(given, full);
  expect(given.ran).toHaveLength(6);
  expect(scalingRecordSchema.parse(record?.details).loads.map(({ id }) => id)).toEqual(['hot', 'even']);
  expect(record?.values).toMatchObject({ 'hot.rate': 30, 'even.rate': 30 });
});

test('the first trial that fails ends the round, of which nothing counts then', async () => {
  const good = parts();
  const given = parts({
    runLoad: async (...args) => {
      if (args[4].arm.name === 'microservices') throw new Error('gateway ended with SIGKILL');
      return good.runLoad(...args);
    },
  });
  const records = await run(given);
  expect(good.ran).toEqual(['hot on monolith']);
  expect(records.map(({ invalidBecause }) => invalidBecause)).toEqual([
    ['left out with microservices, as a round counts as a whole'],
    ['gateway ended with SIGKILL'],
    ['left out with microservices, as a round counts as a whole'],
  ]);
  expect(records.map(isInvalidItself)).toEqual([false, true, false]);
  expect(records.every(({ valid, values }) => !valid && Object.keys(values).length === 0)).toBe(true);
});

test('without quotas nothing counts', async () => {
  const given = parts({ findQuotas: async () => ({ missing: 'only Linux has CPU quotas' }) });
  const records = await run(given);
  expect(given.ran).toEqual([]);
  expect(records.every(({ valid }) => !valid)).toBe(true);
  expect(records[0]?.invalidBecause).toEqual(['only Linux has CPU quotas']);
});

test('a run that is called off rejects', async () => {
  const given = parts({
    runLoad: async () => {
      controller.abort(new Error('Ctrl-C'));
      throw new Error('the driver ended early');
    },
  });
  await expect(run(given)).rejects.toThrow('Ctrl-C');
});
