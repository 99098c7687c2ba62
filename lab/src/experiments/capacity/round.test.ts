import { expect, test } from 'vitest';
import { madeCapacity } from '../../../test/fixtures/made-capacity.ts';
import type { PlannedTrial } from '../../bench/plan.ts';
import { isInvalidItself, type TrialSetting } from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { NO_CPU_LEFT } from './limits.ts';
import { capacityRecordSchema } from './record.ts';
import { type RoundParts, runCapacityRound } from './round.ts';
import type { CapacitySettings } from './settings.ts';

const effort = { seconds: 4, warmUp: { minSeconds: 3, maxSeconds: 9, within: 2 } };
const settings: CapacitySettings = {
  title: { en: 'hot', ko: 'hot' },
  workload: 'hot',
  part: 'recommendations',
  quota: 0.25,
  timesQuota: {},
  cpus: 1,
  counterparts: {},
  warmUpPerSecond: 20,
  outstanding: 12,
  leadInSeconds: 2,
  mostPerSecond: 100,
  effort: { smoke: effort, quick: effort, full: effort },
};

const controller = new AbortController();
const setting = {
  runId: 'made-run',
  scratch: '/nowhere',
  plan: { scenario: { id: 'scaling', experiment: { kind: 'capacity' } }, profile: { id: 'quick' } },
  signal: controller.signal,
} as unknown as TrialSetting;

const trials = ['monolith', 'microservices', 'monolith-x2'].map(
  (topology, index): PlannedTrial => ({ number: index + 1, round: 1, arm: { name: topology, topology } }),
);

const quotas = { description: 'made', groups: () => expect.fail('nothing is started') };

/** Every arm does 30 a second, and one of two workers twice as much. @param limitedBy of all of them */
function parts(
  change: Partial<RoundParts> = {},
  limitedBy = 'only',
): RoundParts & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    findQuotas: async () => quotas,
    measure: async (_settings, _quotas, given, trial, dir) => {
      ran.push(trial.arm.name);
      const [family = '', replicas = '1'] = trial.arm.name.split('-x');
      return {
        staged: new StagedTrial(given, trial, dir, () => undefined),
        warmUp: { seconds: 3, steady: true, windows: [5, 5, 5] },
        checks: [{ id: 'money', result: 'pass', detail: '' }],
        record: madeCapacity({
          family,
          replicas: Number(replicas),
          capacity: 30 * Number(replicas),
          limitedBy,
        }),
      };
    },
    ...change,
  };
}

const run = (given: RoundParts, of = setting) =>
  runCapacityRound(settings, of, { trials, attempt: 1, dirOf: () => '/nowhere' }, given);

test('one system after the other, and gains within the round', async () => {
  const given = parts();
  const records = await run(given);
  expect(given.ran).toEqual(['monolith', 'microservices', 'monolith-x2']);
  expect(records.map(({ arm, valid }) => [arm, valid])).toEqual(trials.map(({ arm }) => [arm.name, true]));
  for (const { details, values, checks } of records) {
    expect(capacityRecordSchema.parse(details)).toEqual(details);
    expect(values).toHaveProperty('capacity');
    expect(checks).toHaveLength(1);
  }
  expect(records[2]?.values).toMatchObject({ 'gain-per-100mb': 30, 'gain-per-cpu-used': 120 });
});

test('where the CPUs gave out first, trials count and have no values', async () => {
  const records = await run(parts({}, NO_CPU_LEFT));
  expect(records.every(({ valid, values }) => valid && Object.keys(values).length === 0)).toBe(true);
  expect(records[0]?.leftOut).toEqual([
    "monolith in some rounds: the machine's CPUs gave out before any quota did",
  ]);
});

test('the first trial that fails ends the round, of which nothing counts then', async () => {
  const good = parts();
  const given = parts({
    measure: async (...args) => {
      if (args[3].arm.name === 'microservices') throw new Error('gateway ended with SIGKILL');
      return good.measure(...args);
    },
  });
  const records = await run(given);
  expect(good.ran).toEqual(['monolith']);
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
    measure: async () => {
      controller.abort(new Error('Ctrl-C'));
      throw new Error('the driver ended early');
    },
  });
  await expect(run(given)).rejects.toThrow('Ctrl-C');
});
