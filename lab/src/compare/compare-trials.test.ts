import { describe, expect, it } from 'vitest';
import { madeRounds, madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { loadKind } from '../experiments/load/kind.ts';
import { KINDS } from '../experiments/registry.ts';
import { comparisonFileSchema } from '../records/comparison.ts';
import { trialSchema } from '../records/trial.ts';
import type { Verdict } from '../records/verdict.ts';
import type { Arm, Evidence } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { compareTrials } from './compare-trials.ts';
import { isDisputed, warningsOf } from './warnings.ts';

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
      schema: 2,
      rounds: 6,
      look: 6,
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

  it('finds the ratio through a drift of the machine, with a t interval and its cross-check', () => {
    const [found] = metric('read.p50')?.comparisons ?? [];
    // Logarithms with a mean of ln 2.9993 and a deviation of 0.0237: ± 2.5706 · 0.0237/√6.
    expect(found?.ratio).toBeCloseTo(2.999, 2);
    expect(found?.ci95?.[0]).toBeCloseTo(2.926, 2);
    expect(found?.ci95?.[1]).toBeCloseTo(3.075, 2);
    expect(found).toMatchObject({ verdict: 'higher', delta: 0.1, pairs: 6, coverage: 0.95 });
    expect(found?.crossCheck).toMatchObject({ verdict: 'higher', coverage: 0.96875 });
    expect(found?.crossCheck?.interval.map((end) => Number(end.toFixed(2)))).toEqual([2.9, 3.1]);
  });

  it('tells the difference in the unit of the metric beside the ratio', () => {
    const drifting = trials.filter(({ arm }) => arm === 'monolith').map(({ startupMs }) => startupMs ?? 0);
    const [found] = metric('startup')?.comparisons ?? [];
    // Twice the baseline, more or less, which drifts: so the differences spread more than the ratios.
    const mean = drifting.reduce((sum, ms) => sum + ms, 0) / drifting.length;
    expect((found?.difference.value ?? 0) / mean).toBeCloseTo(2, 1);
    expect(found?.difference.ci95?.[0]).toBeGreaterThan(0);
    expect(found?.difference.ci95?.[1]).toBeGreaterThan(found?.difference.value ?? 0);
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
    const first = compareTrials({ ...planOf(arms), looks: [6, 12, 24] }, trials, run);
    expect([comparison.confidence, first.confidence]).toEqual([0.95, 0.98]);
    const [low] = first.metrics[0]?.comparisons[0]?.ci95 ?? [];
    expect(low).toBeLessThan(metric('read.p50')?.comparisons[0]?.ci95?.[0] ?? 0);
  });

  describe('of a run that was stopped', () => {
    const looks = [10, 20, 30];
    const ratios = [3, 2.9, 3.1, 3, 3.05, 2.95, 3, 2.9, 3.1, 3, 9, 9];
    const found = (rounds: number) =>
      compareTrials({ ...planOf(arms), looks }, madeRounds(arms, ratios.slice(0, rounds)), run);

    it('is judged by the largest look that its whole rounds have reached, and by those rounds alone', () => {
      const stopped = found(12);
      expect(stopped).toMatchObject({ look: 10, rounds: 12, confidence: 0.98 });
      expect(stopped.metrics).toEqual(found(10).metrics);
      expect(stopped.warnings.join()).toContain('Judged by the first 10 of 12 whole rounds');
      expect(found(10).warnings).toEqual([]);
    });

    it('counts a round only when every arm is valid in it', () => {
      const trials12 = madeRounds(arms, ratios).map((trial) =>
        trial.round === 2 && trial.arm === 'monolith' ? { ...trial, valid: false } : trial,
      );
      const stopped = compareTrials({ ...planOf(arms), looks }, trials12, run);
      expect(stopped.look).toBe(10);
      // The 11th round takes the place of the 2nd.
      expect(stopped.metrics[0]?.comparisons[0]?.ratio).toBeGreaterThan(3.2);
    });

    it('has estimates and no verdict below the first look', () => {
      const stopped = found(9);
      expect(stopped).toMatchObject({ look: null, confidence: null, valid: true });
      const [first] = stopped.metrics[0]?.comparisons ?? [];
      expect(first).toMatchObject({ ci95: null, coverage: null, verdict: 'inconclusive', pairs: 9 });
      expect(first?.ratio).toBeCloseTo(3, 1);
      expect(stopped.claims[0]).toMatchObject({ verdict: 'inconclusive', open: true });
      expect(stopped.warnings.join()).toMatch(
        /9 whole rounds, and the first look is after 10: estimates only/,
      );
    });
  });

  it("warns of an arm that has the driver's CPU too", () => {
    const cpus = { arms: '0', driver: '1' };
    const at = (own: string) => {
      const given = arms.map((arm) => ({ ...arm, ...(arm.name === 'monolith' ? {} : { cpus: own }) }));
      return compareTrials({ ...planOf(given), cpus }, trials, run).warnings;
    };
    expect(at('0-1')).toContainEqual(expect.stringMatching(/^microservices used the driver's CPU too/));
    expect(at('0')).toEqual([]);
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

  it('warns where requests that were to start at random were evenly spaced', () => {
    const cpus = { arms: '0', driver: '1' };
    const [light, moderate] = madeScenario.phases;
    const phases = [light, { ...moderate, arrivals: 'poisson' }] as typeof madeScenario.phases;
    const plan = { ...planOf(arms), cpus, scenario: { ...madeScenario, phases } };
    expect(compareTrials(plan, trials, run).warnings).toEqual([
      expect.stringMatching(/^At moderate load requests were evenly spaced.*Use DRIVER=embedded/),
    ]);
    const random = trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase) => ({ ...phase, arrivals: 'poisson' as const })),
    }));
    expect(compareTrials(plan, random, run).warnings).toEqual([]);
  });

  it('does not let a round that stands far out decide', () => {
    const outlier = compareTrials(planOf(arms), madeRounds(arms, [1.2, 1.2, 1.2, 1.2, 1.2, 9]), run);
    expect(outlier.metrics[0]?.comparisons[0]).toMatchObject({
      verdict: 'inconclusive',
      crossCheck: { verdict: 'higher' },
    });
  });

  it('warns where the order statistics disagree', () => {
    const crossCheck = { ratio: 1, interval: [0.99, 1.3], coverage: 0.97, verdict: 'inconclusive' } as const;
    const of = (verdict: Verdict, checked: Verdict, interval: [number, number] = [0.99, 1.3]) =>
      isDisputed({ verdict, crossCheck: { ...crossCheck, interval, verdict: checked } });
    expect(of('higher', 'inconclusive')).toBe(true);
    expect(of('higher', 'inconclusive', [1.01, 1.3])).toBe(false);
    expect(of('higher', 'small')).toBe(true);
    expect(of('small', 'equivalent')).toBe(false);
    expect(of('inconclusive', 'higher')).toBe(false);
    expect(isDisputed({ verdict: 'higher', crossCheck: null })).toBe(false);
    const [warning] = warningsOf(planOf(arms), trials, {
      ...comparison,
      judged: { whole: [1, 2, 3, 4, 5, 6], look: 6, confidence: 0.95, trials },
      metrics: comparison.metrics.map((each) => ({
        ...each,
        comparisons: each.comparisons.map((one) => ({
          ...one,
          crossCheck: { ...crossCheck, interval: [0.9, 1.3] },
        })),
      })),
    });
    expect(warning).toMatch(/order statistics disagrees on read.p50, .*Look at their trials/);
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

  it('is inconclusive below three rounds, whatever the ratios', () => {
    const few = compareTrials(planOf(arms, 'smoke'), trials.slice(0, 4), run);
    expect(few.metrics[0]?.comparisons[0]).toMatchObject({ ci95: null, verdict: 'inconclusive', pairs: 2 });
    expect(few).toMatchObject({ valid: true, look: 2, confidence: null });
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
    expect(without.metrics[0]?.comparisons[0]).toMatchObject({ pairs: 5, crossCheck: null });
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
    const other = (ratio: number) =>
      noisy
        .filter(({ arm }) => arm === 'monolith')
        .map(({ number, round, startupMs }) =>
          madeTrial({
            ...{ number: number + 100, round, arm: third[2] as Arm },
            ms: ((startupMs ?? 0) / 100) * ratio,
          }),
        );
    const verdictOf = (ratio: number) => {
      const result = compareTrials(planOf(third), [...noisy, ...other(ratio)], run);
      return { result, verdict: result.metrics[0]?.comparisons[1]?.verdict };
    };
    const { result, verdict } = verdictOf(1.15);
    expect(result.noiseFloor['read.p50']).toBeCloseTo(0.24, 1);
    expect(result.metrics[0]?.comparisons[0]).toMatchObject({ arm: 'monolith#2', verdict: 'inconclusive' });
    // 1.15 in every round lies beyond 10 %, but not beyond what the arm differs from itself by: neither higher nor small.
    expect(verdict).toBe('inconclusive');
    expect(verdictOf(1.5).verdict).toBe('higher');
    expect(verdictOf(1.02).verdict).toBe('small');
    expect(result.warnings.join()).toMatch(/differs from itself/);
  });
});
