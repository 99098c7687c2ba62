import { describe, expect, it } from 'vitest';
import { MADE_ARMS, MADE_RUN, madePlan } from '../../test/fixtures/made-plan.ts';
import { madeRounds, madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { loadKind } from '../experiments/load/kind.ts';
import { KINDS } from '../experiments/registry.ts';
import { comparisonFileSchema } from '../records/comparison.ts';
import { trialSchema } from '../records/trial.ts';
import type { Arm, Evidence } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { compareTrials } from './compare-trials.ts';

const same = parseArms('monolith,monolith') as [Arm, Arm];

describe('compareTrials', () => {
  const trials = madeRounds(MADE_ARMS, [3, 2.9, 3.1, 3, 3.05, 2.95]);
  const comparison = compareTrials(madePlan(MADE_ARMS), trials, MADE_RUN);
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
    const plan = { ...madePlan(MADE_ARMS), scenario, baseline: 'microservices' };
    const [gain] = compareTrials(plan, gains, MADE_RUN).metrics.filter(({ id }) => id === 'gain');
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
    const first = compareTrials({ ...madePlan(MADE_ARMS), looks: [6, 12, 24] }, trials, MADE_RUN);
    expect([comparison.confidence, first.confidence]).toEqual([0.95, 0.98]);
    const [low] = first.metrics[0]?.comparisons[0]?.ci95 ?? [];
    expect(low).toBeLessThan(metric('read.p50')?.comparisons[0]?.ci95?.[0] ?? 0);
  });

  describe('of a run that was stopped', () => {
    const looks = [10, 20, 30];
    const ratios = [3, 2.9, 3.1, 3, 3.05, 2.95, 3, 2.9, 3.1, 3, 9, 9];
    const found = (rounds: number) =>
      compareTrials(
        { ...madePlan(MADE_ARMS), looks },
        madeRounds(MADE_ARMS, ratios.slice(0, rounds)),
        MADE_RUN,
      );

    it('is judged by the largest look that its whole rounds have reached, and by those rounds alone', () => {
      const stopped = found(12);
      expect(stopped).toMatchObject({ look: 10, rounds: 12, confidence: 0.98 });
      expect(stopped.metrics).toEqual(found(10).metrics);
      expect(stopped.warnings.join()).toContain('Judged by the first 10 of 12 whole rounds');
      expect(found(10).warnings).toEqual([]);
    });

    it('counts a round only when every arm is valid in it', () => {
      const trials12 = madeRounds(MADE_ARMS, ratios).map((trial) =>
        trial.round === 2 && trial.arm === 'monolith' ? { ...trial, valid: false } : trial,
      );
      const stopped = compareTrials({ ...madePlan(MADE_ARMS), looks }, trials12, MADE_RUN);
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

  it('of a single look is judged by the whole rounds that it has, once it came to its end', () => {
    const plan = { ...madePlan(MADE_ARMS), looks: [6] };
    const of = (status: 'finished' | 'interrupted', rounds: number) => {
      const made = madeRounds(MADE_ARMS, [3, 2.9, 3.1, 3, 3.05].slice(0, rounds));
      return compareTrials({ ...plan, status }, made, MADE_RUN);
    };
    const ended = of('finished', 5);
    expect(ended).toMatchObject({ look: 5, confidence: 0.95 });
    expect(ended.warnings.join()).toContain(
      'Judged by the 5 whole rounds that it has, of 6 that were planned',
    );
    // Who stops a run may have seen its estimates.
    expect(of('interrupted', 5)).toMatchObject({ look: null, confidence: null });
    expect(of('finished', 2)).toMatchObject({ look: null, confidence: null });
  });

  it('does not let a round that stands far out decide', () => {
    const outlier = compareTrials(
      madePlan(MADE_ARMS),
      madeRounds(MADE_ARMS, [1.2, 1.2, 1.2, 1.2, 1.2, 9]),
      MADE_RUN,
    );
    expect(outlier.metrics[0]?.comparisons[0]).toMatchObject({
      verdict: 'inconclusive',
      crossCheck: { verdict: 'higher' },
    });
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
    compareTrials({ ...madePlan(MADE_ARMS), scenario }, told, MADE_RUN);
    expect(seen).toEqual([told.slice(0, 10).map(({ number }) => number)]);
  });

  it('is inconclusive below three rounds, whatever the ratios', () => {
    const few = compareTrials(madePlan(MADE_ARMS, 'smoke'), trials.slice(0, 4), MADE_RUN);
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
    const without = compareTrials(madePlan(MADE_ARMS), [invalid, ...rest], MADE_RUN);
    expect(without.metrics[0]?.comparisons[0]).toMatchObject({ pairs: 5, crossCheck: null });
    expect(without.warnings.join()).toMatch(/1 of 12 trials.*the driver was late/);
  });

  it('is not valid when no round holds a valid trial of every arm', () => {
    const oneArm = trials.filter(({ arm }) => arm === 'monolith');
    const none = compareTrials(madePlan(MADE_ARMS), oneArm, MADE_RUN);
    expect(none.valid).toBe(false);
    expect(none.metrics[0]?.comparisons).toEqual([]);
    expect(compareTrials(madePlan(MADE_ARMS), [], MADE_RUN)).toMatchObject({
      valid: false,
      metrics: [],
      rounds: 0,
    });
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
      const result = compareTrials(madePlan(third), [...noisy, ...other(ratio)], MADE_RUN);
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
