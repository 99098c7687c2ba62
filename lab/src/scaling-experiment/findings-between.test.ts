import { expect, test } from 'vitest';
import type { Evidence } from '../scenario/scenario.ts';
import { findingsBetween } from './findings-between.ts';

const GAIN = 'hot.gain-per-100mb';

/** Six rounds of what each arm gains. */
function evidence(gains: Readonly<Record<string, readonly number[]>>): Evidence {
  return {
    arms: [],
    baseline: 'monolith-x1',
    confidence: 0.95,
    missing: [],
    metrics: [{ id: GAIN, unit: '1/s', better: 'higher', arms: {}, comparisons: [] }],
    values: (id, arm) => new Map(id === GAIN ? (gains[arm] ?? []).map((gain, round) => [round, gain]) : []),
  };
}

const between = (given: Evidence) =>
  findingsBetween(given, 'microservices-rec-x2', 'monolith-x2', [GAIN, 'hot.efficiency'], 0.15);

test('two arms beside each other, neither of them the baseline', () => {
  const found = between(
    evidence({ 'monolith-x2': [20, 21, 19, 20, 20, 22], 'microservices-rec-x2': [30, 31, 29, 32, 30, 31] }),
  );
  expect(found.map(({ metric, comparison }) => [metric.id, comparison.verdict])).toEqual([[GAIN, 'higher']]);
  expect(found[0]?.comparison.ratio).toBeCloseTo(1.5, 1);
  expect(found[0]?.comparison.pairs).toBe(6);
});

test('the same gain is equivalent, and too few rounds are inconclusive', () => {
  const same = [20, 20.5, 20, 19.8, 20.1, 20];
  const equal = between(evidence({ 'monolith-x2': same, 'microservices-rec-x2': same.toReversed() }));
  expect(equal[0]?.comparison.verdict).toBe('equivalent');
  const few = between(evidence({ 'monolith-x2': [20, 21], 'microservices-rec-x2': [40, 41] }));
  expect(few[0]?.comparison.verdict).toBe('inconclusive');
});

test('an arm without a gain has no finding', () => {
  expect(between(evidence({ 'monolith-x2': [20, 21] }))).toEqual([]);
});
