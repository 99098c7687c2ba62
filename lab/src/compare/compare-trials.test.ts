import { describe, expect, it } from 'vitest';
import { madeRounds, madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { loadKind } from '../experiments/load/kind.ts';
import { KINDS } from '../experiments/registry.ts';
import { comparisonFileSchema } from '../records/comparison.ts';
import { trialSchema } from '../records/trial.ts';
import type { Arm, Evidence } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { compareTrials } from './compare-trials.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const same = parseArms('monolith,monolith') as [Arm, Arm];
const run = { runId: 'made-run', driver: 'embedded', notes: [] } as const;
const planOf = (given: readonly Arm[], profile: 'smoke' | 'quick' = 'quick') => ({
  scenario: madeScenario,
  arms: given,
  baseline: 'monolith',
  profile,
});

describe('compareTrials', () => {
  const trials = madeRounds(arms, [3, 2.9, 3.1, 3, 3.05, 2.95]);
  const comparison = compareTrials(planOf(arms), trials, run);
  const metric = (id: string) => comparison.metrics.find((each) => each.id === id);

  it('keeps to the contract', () => {
    expect(comparisonFileSchema.parse(comparison)).toEqual(comparison);
    for (const trial of trials) expect(trialSchema.parse(trial)).toEqual(trial);
    expect(comparison).toMatchObject({
      schema: 1,
      rounds: 6,
      valid: true,
      baseline: 'monolith',
      warnings: [],
    });
  });

  it('has a check pass only when it has in every trial', () => {
    const money = (result: 'pass' | 'fail' | 'unknown') => ({ id: 'money', result, detail: `${result}.` });
    const checked = (...results: ('pass' | 'fail' | 'unknown')[]) =>
      compareTrials(
        planOf(arms),
        trials.map((trial, index) => ({ ...trial, checks: [money(results[index] ?? 'pass')] })),
        run,
      ).checks;
    expect(checked()).toEqual([
      { id: 'money', arm: 'monolith', result: 'pass', detail: 'In 6 of 6 trials. pass.' },
      { id: 'money', arm: 'microservices', result: 'pass', detail: 'In 6 of 6 trials. pass.' },
    ]);
    expect(checked('unknown', 'pass', 'fail')).toEqual([
      { id: 'money', arm: 'monolith', result: 'fail', detail: 'In 1 of 6 trials; trial 3: fail.' },
      expect.objectContaining({ arm: 'microservices', result: 'pass' }),
    ]);
    expect(checked('unknown')[0]).toMatchObject({ result: 'unknown' });
  });

  it('has a check fail though its trial does not count for another reason', () => {
    const failed = { id: 'money', result: 'fail', detail: 'a cent is gone.' } as const;
    const passed = { id: 'money', result: 'pass', detail: 'all there.' } as const;
    const { checks } = compareTrials(
      planOf(arms),
      trials.map((trial, index) =>
        index === 2
          ? { ...trial, valid: false, invalidBecause: ['late'], checks: [failed] }
          : { ...trial, checks: [passed] },
      ),
      run,
    );
    expect(checks[0]).toMatchObject({
      arm: 'monolith',
      result: 'fail',
      detail: 'In 1 of 6 trials; trial 3: a cent is gone.',
    });
  });

  it('compares a metric that has counterparts with those, whichever arm is the baseline', () => {
    const measure = {
      label: '',
      unit: '1/s',
      better: 'higher',
      delta: 0.1,
      kind: 'throughput',
      group: '',
    } as const;
    const scenario = {
      ...madeScenario,
      measures: [{ ...measure, id: 'gain', against: { microservices: 'monolith' } }],
    };
    const gains = trials.map((trial) => ({
      ...trial,
      values: { gain: trial.arm === 'monolith' ? 10 : 20 },
    }));
    const plan = { ...planOf(arms), scenario, baseline: 'microservices' };
    const [gain] = compareTrials(plan, gains, run).metrics.filter(({ id }) => id === 'gain');
    expect(gain?.comparisons).toMatchObject([
      { arm: 'microservices', against: 'monolith', ratio: 2, verdict: 'higher', pairs: 6 },
    ]);
  });

  it('finds the ratio through a drift of the machine, with the interval of order statistics', () => {
    const [found] = metric('read.p50')?.comparisons ?? [];
    expect(found?.ratio).toBeCloseTo(3, 2);
    expect(found?.ci95?.[0]).toBeCloseTo(2.9, 2);
    expect(found?.ci95?.[1]).toBeCloseTo(3.1, 2);
    expect(found).toMatchObject({ arm: 'microservices', verdict: 'higher', delta: 0.1, pairs: 6 });
    expect(found?.t95?.[0]).toBeGreaterThan(2.9);
  });

  it('compares CPU per request, memory and start-up too, and finds equal throughput equivalent', () => {
    expect(metric('cpu-per-request')?.comparisons[0]?.ratio).toBeCloseTo(3, 2);
    expect(metric('cpu-per-request@moderate')?.arms.monolith?.median).toBeGreaterThan(0.2);
    expect(metric('memory')?.comparisons[0]?.verdict).toBe('higher');
    expect(metric('startup')?.comparisons[0]?.verdict).toBe('higher');
    expect(metric('throughput')?.comparisons[0]).toMatchObject({ ratio: 1, verdict: 'equivalent' });
  });

  it('has no percentile of too few requests', () => {
    expect(metric('all.p95@moderate')).toBeDefined();
    expect(metric('read.p95')).toBeUndefined();
    expect(metric('all.p99')).toBeUndefined();
  });

  it('has wider intervals where the run may look at its results again', () => {
    const looking = { ...planOf(arms), looks: [6, 12, 24], rounds: 6 };
    const first = compareTrials(looking, trials, run);
    expect(first.confidence).toBeGreaterThan(0.965);
    expect(comparison.confidence).toBe(0.95);
    const [t95] = first.metrics[0]?.comparisons[0]?.t95 ?? [];
    expect(t95).toBeLessThan(metric('read.p50')?.comparisons[0]?.t95?.[0] ?? 0);
  });

  it('warns where the driver shares the CPUs of the arms, and where a run was resumed on something else', () => {
    const cpus = { arms: '0', driver: '1' };
    expect(compareTrials({ ...planOf(arms), cpus }, trials, run).warnings).toEqual([]);
    const resumed = [{ at: '2026-07-01T10:00:00.000Z', differs: ['Node: v20 then, v22 now'] }];
    const { warnings } = compareTrials({ ...planOf(arms), cpus: null, resumed }, trials, run);
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).toMatch(
      /Node: v20 then, v22 now.*run it anew.*share the machine's CPUs.*taskset/,
    );
  });

  it('warns where nobody watched what else ran', () => {
    const cpus = { arms: '0', driver: '1' };
    const unwatched = 'the lab does not see the processes of RabbitMQ';
    const { warnings } = compareTrials({ ...planOf(arms), cpus, unwatched }, trials, run);
    expect(warnings).toEqual([expect.stringContaining(`${unwatched}. Look for what else ran`)]);
  });

  it('warns where the t interval does not confirm a difference', () => {
    const outlier = compareTrials(planOf(arms), madeRounds(arms, [1.2, 1.2, 1.2, 1.2, 1.2, 9]), run);
    expect(outlier.metrics[0]?.comparisons[0]).toMatchObject({ verdict: 'higher' });
    expect(outlier.warnings.join()).toMatch(/t interval does not confirm read.p50, .*Look at their trials/);
  });

  it('lets the scenario decide its claims', () => {
    expect(comparison.claims).toMatchObject([{ id: 'made.claim', verdict: 'supported' }]);
  });

  it('tells claims what their kind of experiment has to tell of valid trials', () => {
    const told = trials.map((trial, index) => ({ ...trial, valid: index < 10 }));
    const seen: unknown[] = [];
    const claims = madeScenario.claims.map((claim) => ({
      ...claim,
      decide: ({ facts }: Evidence) => {
        seen.push(facts);
        return { verdict: 'inconclusive', because: '', metrics: [], open: false } as const;
      },
    }));
    KINDS.add({
      ...loadKind,
      id: 'telling',
      facts: (of) => of.map(({ number }) => number),
    });
    const scenario = { ...madeScenario, claims, experiment: { kind: 'telling' } };
    compareTrials({ ...planOf(arms), scenario }, told, run);
    expect(seen).toEqual([told.slice(0, 10).map(({ number }) => number)]);
  });

  it('is inconclusive below six rounds, whatever the ratios', () => {
    const few = compareTrials(planOf(arms, 'smoke'), trials.slice(0, 4), run);
    expect(few.metrics[0]?.comparisons[0]).toMatchObject({ ci95: null, verdict: 'inconclusive', pairs: 2 });
    expect(few.valid).toBe(true);
    expect(few.warnings[0]).toMatch(/smoke/);
  });

  it('leaves invalid trials and their rounds out, and says so', () => {
    const [first, ...rest] = trials;
    const invalid = {
      ...first,
      valid: false,
      invalidBecause: ['the driver was late'],
    } as (typeof trials)[number];
    const without = compareTrials(planOf(arms), [invalid, ...rest], run);
    expect(without.metrics[0]?.comparisons[0]).toMatchObject({ pairs: 5, verdict: 'inconclusive' });
    expect(without.warnings.join()).toMatch(/1 of 12 trials.*the driver was late/);
  });

  it('says whose resources could not be seen', () => {
    const blind = trials.map((trial) => ({
      ...trial,
      resources: trial.resources && { ...trial.resources, idle: [{ process: 'rabbitmq', bytes: 0 }] },
    }));
    expect(compareTrials(planOf(arms), blind, run).warnings.join()).toMatch(
      /cannot see what rabbitmq of monolith.*AMQP_URL/,
    );
  });

  it('is not valid when no round holds a valid trial of every arm', () => {
    const oneArm = trials.filter(({ arm }) => arm === 'monolith');
    const none = compareTrials(planOf(arms), oneArm, run);
    expect(none.valid).toBe(false);
    expect(none.metrics[0]?.comparisons).toEqual([]);
    expect(compareTrials(planOf(arms), [], run)).toMatchObject({ valid: false, metrics: [], rounds: 0 });
  });

  it('takes the spread of an arm that ran twice for the noise floor', () => {
    const third = parseArms('monolith,monolith,microservices');
    const noisy = madeRounds(same, [1.3, 0.8, 1.1, 0.9, 1.2, 1]);
    const other = noisy
      .filter(({ arm }) => arm === 'monolith')
      .map(({ number, round, startupMs }) =>
        madeTrial({ number: number + 100, round, arm: third[2] as Arm, ms: ((startupMs ?? 0) / 100) * 1.25 }),
      );
    const result = compareTrials(planOf(third), [...noisy, ...other], run);
    expect(result.noiseFloor['read.p50']).toBeCloseTo(0.3, 1);
    const [twin, micro] = result.metrics[0]?.comparisons ?? [];
    expect(twin).toMatchObject({ arm: 'monolith#2', delta: 0.1, verdict: 'inconclusive' });
    // 1.25 in every round lies beyond 10 %, but not beyond what the arm differs from itself by.
    expect(micro?.delta).toBeCloseTo(0.3, 1);
    expect(micro?.verdict).toBe('small');
    expect(result.warnings.join()).toMatch(/differs from itself/);
  });
});
