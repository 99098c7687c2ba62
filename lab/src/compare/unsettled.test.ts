import { describe, expect, it } from 'vitest';
import { madeRounds, madeScenario } from '../../test/fixtures/made-trials.ts';
import type { Arm } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { compareTrials } from './compare-trials.ts';
import { unsettledClaims } from './unsettled.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const plan = { scenario: madeScenario, arms, baseline: 'monolith', profile: 'full' } as const;
const found = (ratios: readonly number[]) =>
  compareTrials(plan, madeRounds(arms, ratios), { runId: 'made-run', driver: 'embedded', notes: [] });

describe('unsettledClaims', () => {
  it('are those whose metrics are inconclusive', () => {
    expect(unsettledClaims(found([1, 1.3, 0.9, 1.2, 1.05, 1.15]))).toEqual(['made.claim']);
  });

  it('are not those that have been decided', () => {
    expect(unsettledClaims(found([3, 2.9, 3.1, 3, 3.05, 2.95]))).toEqual([]);
  });

  it('are not those that stay open for another reason than too few rounds', () => {
    const small = found([1.05, 1.04, 1.05, 1.06, 1.05, 1.05]);
    expect(small.claims[0]?.verdict).toBe('inconclusive');
    expect(small.metrics[0]?.comparisons[0]?.verdict).toBe('small');
    expect(unsettledClaims(small)).toEqual([]);
  });
});
