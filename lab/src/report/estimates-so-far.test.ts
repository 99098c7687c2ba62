import { expect, it } from 'vitest';
import { madeRounds, madeScenario } from '../../test/fixtures/made-trials.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import type { Arm } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { estimatesSoFar } from './estimates-so-far.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const plan = { scenario: madeScenario, arms, baseline: 'monolith', profile: 'quick' } as const;
const run = { runId: 'made-run', driver: 'embedded', notes: [] } as const;
const comparison = compareTrials(plan, madeRounds(arms, [3, 2.9]), run);

it("shows the claims' metrics in words after the first rounds", () => {
  expect(estimatesSoFar(madeScenario, comparison)).toEqual(['read.p50 3.0× slower']);
});

it('shows one metric of each kind where no claim rests on any', () => {
  const [line] = estimatesSoFar(madeScenario, { ...comparison, claims: [] });
  expect(line?.split(', ')).toEqual([
    'read.p50 3.0× slower',
    'all.p95 3.0× slower',
    'throughput about the same',
    expect.stringMatching(/^cpu-per-request .*× more CPU$/),
    'memory 2.9× more memory',
  ]);
});

it('tells arms apart, and has nothing to say of a baseline alone', () => {
  const third = { ...comparison, arms: [...comparison.arms, 'other'] };
  expect(estimatesSoFar(madeScenario, third)).toEqual(['microservices: read.p50 3.0× slower']);
  expect(estimatesSoFar(madeScenario, { ...comparison, arms: ['monolith'] })).toEqual([]);
});
