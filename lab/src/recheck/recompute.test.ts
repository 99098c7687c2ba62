import { describe, expect, it } from 'vitest';
import { latencyOf, newHistogram } from '../stats/latency.ts';
import type { Plan, Trial } from './files.ts';
import { recompute } from './recompute.ts';

const measure = {
  id: 'm',
  label: 'm',
  unit: 's',
  better: 'lower',
  delta: 0.1,
  kind: 'duration',
  group: 'g',
} as const;
const plan = (arms: readonly string[], more: Partial<Plan['scenario']['measures'][number]> = {}): Plan => ({
  runId: 'by-hand',
  baseline: 'a',
  arms: arms.map((name) => ({ name, topology: name.replace('#2', ''), title: name })),
  looks: [3],
  scenario: { endpoints: [], phases: [], measures: [{ ...measure, ...more }] },
});

/** A trial of each arm in each round, with these values of the one measure. */
const trialsOf = (values: Readonly<Record<string, readonly number[]>>): Trial[] =>
  Object.entries(values).flatMap(([arm, rounds]) =>
    rounds.map((value, index) => ({
      number: index + 1,
      attempt: 1,
      round: index + 1,
      arm,
      valid: true,
      values: { m: value },
      startupMs: null,
      phases: [],
      resources: null,
    })),
  );

/** Of three rounds at 95 %. */
const T = 4.302652729911275;

describe('by hand', () => {
  it('is the geometric mean of the ratios, and the mean of the differences, with t intervals', () => {
    // Ratios 2e^0.1, 2 and 2e^-0.1: the logarithms deviate by 0.1 and have a standard error of 0.1/√3.
    const b = [20 * Math.exp(0.1), 40, 60 * Math.exp(-0.1)];
    const [found] = recompute(plan(['a', 'b']), trialsOf({ a: [10, 20, 30], b })).metrics;
    const [comparison] = found?.comparisons ?? [];
    expect(found?.medians).toEqual({ a: 20, b: 40 });
    expect(comparison).toMatchObject({ arm: 'b', against: 'a', verdict: 'higher', pairs: 3, coverage: 0.95 });
    expect(comparison?.ratio).toBeCloseTo(2, 12);
    expect(comparison?.ci95?.[0]).toBeCloseTo(2 * Math.exp((-T * 0.1) / Math.sqrt(3)), 8);
    expect(comparison?.ci95?.[1]).toBeCloseTo(2 * Math.exp((T * 0.1) / Math.sqrt(3)), 8);
    expect(comparison?.difference.value).toBeCloseTo((20 * Math.exp(0.1) + 60 * Math.exp(-0.1) - 20) / 3, 12);
  });

  it('asks a difference to exceed the noise floor, which the baseline ran twice for', () => {
    const trials = trialsOf({
      a: [10, 10, 10],
      'a#2': [10, 10 * Math.exp(0.1), 10 * Math.exp(-0.1)],
      b: [12, 12, 12],
    });
    const [found] = recompute(plan(['a', 'a#2', 'b']), trials).metrics;
    expect(found?.noiseFloor).toBeCloseTo(Math.exp((T * 0.1) / Math.sqrt(3)) - 1, 8);
    expect(found?.comparisons.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['a#2', 'inconclusive'],
      ['b', 'inconclusive'],
    ]);
    const without = recompute(plan(['a', 'b']), trials).metrics[0];
    expect(without?.noiseFloor).toBeNull();
    expect(without?.comparisons[0]?.verdict).toBe('higher');
  });

  it('compares with the counterpart that a measure names', () => {
    const values = trialsOf({ a: [1, 1, 1], b: [2, 2, 2], c: [6, 6, 6] });
    const [found] = recompute(plan(['a', 'b', 'c'], { against: { c: 'b' } }), values).metrics;
    expect(found?.comparisons).toMatchObject([{ arm: 'c', against: 'b', pairs: 3 }]);
    expect(found?.comparisons[0]?.ratio).toBeCloseTo(3, 12);
  });

  it('judges whole rounds up to the look alone, and leaves out values that have no ratio', () => {
    const values = trialsOf({ a: [1, 1, 1, 1, 50], b: [2, 2, 0, 2, 2] });
    const invalid = values.map((each) =>
      each.arm === 'a' && each.round === 2 ? { ...each, valid: false } : each,
    );
    const found = recompute(plan(['a', 'b']), invalid);
    expect(found).toMatchObject({ rounds: 5, wholeRounds: 4, look: 3, confidence: 0.95 });
    // Rounds 1, 3 and 4; in the third one there is nothing to divide.
    expect(found.metrics[0]?.comparisons[0]).toMatchObject({ ratio: 2, pairs: 2, ci95: null });
  });

  it('has estimates of all valid trials and no verdict below the first look', () => {
    const found = recompute(plan(['a', 'b']), trialsOf({ a: [1, 1], b: [2, 2] }));
    expect(found).toMatchObject({ look: null, confidence: null });
    expect(found.metrics[0]?.comparisons[0]).toMatchObject({ ci95: null, verdict: 'inconclusive', pairs: 2 });
  });

  it('has a p99 of all rounds together, with the jackknife over rounds', () => {
    const phases = (slow: number) => {
      const histogram = newHistogram();
      histogram.recordValueWithCount(1000, 4000 - slow);
      if (slow > 0) histogram.recordValueWithCount(2000, slow);
      const phase = { name: 'light', ok: 0, all: { response: latencyOf(histogram) }, endpoints: {} };
      return [phase] as unknown as Trial['phases'];
    };
    const trials = trialsOf({ a: [1, 1, 1], b: [1, 1, 1] }).map((trial) => ({
      ...trial,
      phases: phases(trial.arm === 'b' && trial.round === 1 ? 200 : 0),
    }));
    const scenario = { endpoints: [], phases: [{ name: 'light', perSecond: 1, seconds: 1 }], measures: [] };
    const found = recompute({ ...plan(['a', 'b']), scenario }, trials).metrics;
    const p99 = found.find(({ id }) => id === 'all.p99');
    const [comparison] = p99?.comparisons ?? [];
    expect(p99?.medians).toEqual({ a: 1, b: 2 });
    expect(comparison).toMatchObject({ ratio: 2, pairs: 3, difference: { value: 1 } });
    // Without the first round the p99 is 1 ms, and without another one 2 ms. The logarithms of the ratios are then 0, L and L, where L is
    // that of 2. Their squares about their mean add up to 2/3 L², and the error is the root of 2/3 of that: 2/3 L.
    expect(comparison?.ci95?.[0]).toBeCloseTo(2 * Math.exp((-T * 2 * Math.LN2) / 3), 8);
    expect(comparison?.ci95?.[1]).toBeCloseTo(2 * Math.exp((T * 2 * Math.LN2) / 3), 8);
    expect(comparison?.difference.ci95?.[1]).toBeCloseTo(1 + (T * 2) / 3, 8);
  });
});
