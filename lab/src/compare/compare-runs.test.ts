import { describe, expect, it } from 'vitest';
import { type Making, madeRun, spacedRun } from '../../test/fixtures/made-run.ts';
import { UsageError } from '../registry/usage-error.ts';
import { compareRuns } from './compare-runs.ts';
import { type RunComparison, runComparisonSchema } from './run-comparison.ts';

const run = (making: Making = {}) => madeRun(making);
const find = (comparison: RunComparison, metric: string, arm: string, baseline: string | null = null) =>
  comparison.changes.find((each) => each.metric === metric && each.arm === arm && each.baseline === baseline);
const changed = ({ changes }: RunComparison) =>
  changes.filter(({ verdict }) => verdict === 'higher' || verdict === 'lower');

describe('two runs', () => {
  it('that are alike: nothing changed, and it keeps to the contract', () => {
    const comparison = compareRuns(run(), run({ runId: 'again', rounds: 10 }));
    expect(runComparisonSchema.parse(comparison)).toEqual(comparison);
    expect(comparison).toMatchObject({ setting: 'same', confidence: 0.95 });
    expect(changed(comparison)).toEqual([]);
    expect(find(comparison, 'read.p50', 'monolith')).toMatchObject({
      verdict: 'equivalent',
      samples: [6, 10],
    });
    expect(comparison.claims).toMatchObject([{ a: 'supported', b: 'supported', changed: false }]);
  });

  it('of which B is 30 % slower in one arm: found, in that arm and its ratio only', () => {
    const comparison = compareRuns(run(), run({ runId: 'slow', ms: { monolith: 10, microservices: 39 } }));
    const own = find(comparison, 'read.p50', 'microservices');
    expect(own).toMatchObject({ verdict: 'higher', unit: 'ms', better: 'lower', phase: 'light' });
    expect(own?.ratio).toBeCloseTo(1.3, 2);
    expect(own?.ci95?.[0]).toBeLessThanOrEqual(1.3);
    expect(own?.ci95?.[1]).toBeGreaterThanOrEqual(1.3);
    const ratio = find(comparison, 'read.p50', 'microservices', 'monolith');
    expect(ratio).toMatchObject({ verdict: 'higher', unit: '' });
    expect(ratio?.a).toBeCloseTo(3, 1);
    expect(ratio?.b).toBeCloseTo(3.9, 1);
    expect(changed(comparison).every(({ arm }) => arm === 'microservices')).toBe(true);
    expect(comparison.setting).toBe('same');
  });

  it('exchanged: the verdict is mirrored', () => {
    const slow = run({ runId: 'slow', ms: { monolith: 10, microservices: 39 } });
    expect(find(compareRuns(slow, run()), 'read.p50', 'microservices')?.verdict).toBe('lower');
  });

  it('of machines of which one is twice as fast: only ratios are compared, and they did not change', () => {
    const { manifest } = run();
    const environment = { ...manifest.environment, cpuModel: 'Faster CPU' };
    const fast = run({ runId: 'fast', ms: { monolith: 5, microservices: 15 }, manifest: { environment } });
    const comparison = compareRuns(run(), fast);
    expect(comparison.setting).toBe('ratios-only');
    expect(comparison.differences).toEqual([
      { what: 'CPU model', a: 'Made CPU', b: 'Faster CPU', reach: 'ratios-only' },
    ]);
    expect(comparison.changes.every(({ baseline }) => baseline === 'monolith')).toBe(true);
    expect(find(comparison, 'read.p50', 'microservices', 'monolith')?.verdict).toBe('equivalent');
    expect(changed(comparison)).toEqual([]);
  });

  it('of which one had requests at random: only ratios are compared, whatever was planned', () => {
    const random = spacedRun(run({ runId: 'random' }), 'poisson', 'poisson');
    const told = { what: 'arrivals', a: 'light even, moderate even', b: 'light even, moderate poisson' };
    expect(compareRuns(run(), random)).toMatchObject({
      setting: 'ratios-only',
      differences: [{ ...told, reach: 'ratios-only' }],
    });
    expect(compareRuns(random, random).setting).toBe('same');
    // By a driver that cannot send at random.
    const even = spacedRun(run({ runId: 'even' }), 'poisson', 'even');
    expect(compareRuns(run(), even)).toMatchObject({ setting: 'same', differences: [] });
    expect(compareRuns(even, random)).toMatchObject({ differences: [told] });
  });

  it('with too few rounds: inconclusive, whatever the ratio', () => {
    const comparison = compareRuns(
      run({ rounds: 2 }),
      run({ runId: 'b', rounds: 2, ms: { monolith: 90, microservices: 300 } }),
    );
    expect(changed(comparison)).toEqual([]);
    expect(find(comparison, 'read.p50', 'monolith')).toMatchObject({
      ci95: null,
      verdict: 'inconclusive',
      samples: [2, 2],
    });
  });

  it('of which one has a noise floor: a change below it is not told from noise', () => {
    const noisy = run();
    const floor = { ...noisy, comparison: { ...noisy.comparison, noiseFloor: { 'read.p50': 0.5 } } };
    const slow = run({ runId: 'slow', ms: { monolith: 10, microservices: 39 } });
    for (const [a, b] of [
      [floor, slow],
      [slow, floor],
    ] as const) {
      const comparison = compareRuns(a, b);
      expect(find(comparison, 'read.p50', 'microservices')).toMatchObject({
        delta: 0.1,
        verdict: 'inconclusive',
      });
    }
  });

  it('of which one looked several times: the stricter confidence counts', () => {
    const looked = run({ rounds: 10 });
    const strict = { ...looked, comparison: { ...looked.comparison, confidence: 0.98 } };
    expect(compareRuns(run(), strict).confidence).toBe(0.98);
  });

  it('of two scenarios are refused', () => {
    const { manifest } = run();
    const other = run({ manifest: { scenario: { ...manifest.scenario, id: 'other' } } });
    expect(() => compareRuns(run(), other)).toThrow(UsageError);
    expect(() => compareRuns(run(), other)).toThrow(/"made".*"other"/);
  });

  it('with other arms or another baseline: what can be compared is, and the rest is named', () => {
    const b = run({ runId: 'b' });
    const alone = {
      ...b,
      comparison: { ...b.comparison, arms: ['microservices'], baseline: 'microservices' },
    };
    const comparison = compareRuns(run(), alone);
    expect(
      comparison.changes.every(({ arm, baseline }) => arm === 'microservices' && baseline === null),
    ).toBe(true);
    expect(comparison.warnings.join()).toMatch(/baseline of A is monolith.*only in A/);
  });

  it('without a valid trial: nothing is compared', () => {
    const none = run({ rounds: 0 });
    expect(compareRuns(run(), none).changes).toEqual([]);
  });
});
