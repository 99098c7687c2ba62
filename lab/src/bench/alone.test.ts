import { expect, test } from 'vitest';
import type { Text } from '../scenario/scenario.ts';
import { runOneByOne, stageAlone, type TrialAlone } from './alone.ts';
import { Hopeless } from './hopeless.ts';
import type { PlannedTrial } from './plan.ts';
import type { TrialSetting } from './round.ts';
import type { Loaded } from './trial-record.ts';

const trials = ['monolith', 'microservices'].map(
  (topology, index): PlannedTrial => ({ number: index + 1, round: 1, arm: { name: topology, topology } }),
);
const [first] = trials as [PlannedTrial, PlannedTrial];
const round = { trials, attempt: 1, dirOf: () => '/nowhere' };

/** Notes what it was told to do. */
function made(signal = new AbortController().signal) {
  const steps: string[] = [];
  const plan = { scenario: { id: 'made', experiment: { kind: 'probe' } } };
  const step = ({ en }: Text) => steps.push(en);
  return {
    steps,
    setting: { runId: 'r', scratch: '/nowhere', plan, signal, step } as unknown as TrialSetting,
  };
}

const steady = { seconds: 3, steady: true, windows: [5, 5, 5] };
const load: Loaded = {
  warmUp: steady,
  phases: [],
  artifacts: [],
  checks: [{ id: 'money', result: 'pass', detail: '' }],
};

/** A kind that does as is said. */
const kind =
  (work: TrialAlone<Loaded>['work'], reasons: readonly string[] = []) =>
  (): TrialAlone<Loaded> => ({
    work,
    tell: (_, done) => ({ load: done, reasons, values: done ? { seen: 1 } : {} }),
  });

test('systems run one after the other, and each is ended before the next begins', async () => {
  const { steps, setting } = made();
  const records = await runOneByOne(
    setting,
    round,
    kind(async ({ arm }) => {
      setting.step({ en: `doing ${arm}`, ko: `${arm} 실행` });
      return load;
    }),
  );
  expect(steps).toEqual(['doing monolith', 'stopping', 'doing microservices', 'stopping']);
  for (const { valid, checks, values, warmUp } of records)
    expect({ valid, checks, values, warmUp }).toEqual({
      ...{ valid: true, checks: load.checks, values: { seen: 1 }, warmUp: steady },
    });
});

test('what cannot be done is a record with the reason, and the round does not count', async () => {
  const { setting } = made();
  const records = await runOneByOne(
    setting,
    round,
    kind(async ({ arm }) => {
      if (arm === 'monolith') throw new Error('nobody listens');
      return load;
    }),
  );
  expect(records.map(({ invalidBecause }) => invalidBecause)).toEqual([
    ['nobody listens'],
    ['left out with monolith, as a round counts as a whole'],
  ]);
  expect(records[0]?.values).toEqual({});
});

test('what no other attempt would mend ends the round at once, and the system', async () => {
  const { steps, setting } = made();
  const hopeless = new Hopeless('the sources have the change already');
  const began: string[] = [];
  const running = runOneByOne(
    setting,
    round,
    kind(async ({ arm }) => {
      began.push(arm);
      throw hopeless;
    }),
  );
  await expect(running).rejects.toBe(hopeless);
  expect({ began, steps }).toEqual({ began: ['monolith'], steps: ['stopping'] });
});

test.each([
  ['a load that came to no steady state', { ...load, warmUp: { ...steady, steady: false } }, [], 'steady'],
  ['a reason of its own', load, ['the probe asked nothing'], 'the probe asked nothing'],
])('a trial with %s does not count', async (_, done, reasons, told) => {
  const { setting } = made();
  const [record] = await runOneByOne(
    setting,
    { ...round, trials: [first] },
    kind(async () => done, reasons),
  );
  expect(record?.valid).toBe(false);
  expect(record?.invalidBecause.join()).toContain(told);
});

test('of a process that has died and what failed for that, the first is told', async () => {
  const { setting } = made();
  const { staged, done } = await stageAlone(setting, first, '/nowhere', async (own) => {
    own.failure = 'orders ended with SIGKILL';
    throw new Error('This operation was aborted');
  });
  expect(done).toBeUndefined();
  expect(staged.failure).toBe('orders ended with SIGKILL');
});

test('a run that is called off rejects with its reason, when the system has ended', async () => {
  const controller = new AbortController();
  const { steps, setting } = made(controller.signal);
  const running = stageAlone(setting, first, '/nowhere', async (_, signal) => {
    controller.abort(new Error('Ctrl-C'));
    expect(signal.aborted).toBe(true);
    throw new Error('the driver ended early');
  });
  await expect(running).rejects.toThrow('Ctrl-C');
  expect(steps).toEqual(['stopping']);
});
