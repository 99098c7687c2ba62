import { expect, it } from 'vitest';
import { madeRounds, madeScenario } from '../../test/fixtures/made-trials.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import type { Arm } from '../scenario/scenario.ts';
import { parseArms } from '../topologies/arms.ts';
import { estimatesSoFar } from './estimates-so-far.ts';

const arms = parseArms('monolith,microservices') as [Arm, Arm];
const plan = {
  scenario: madeScenario,
  arms,
  baseline: 'monolith',
  profile: 'quick',
  looks: [3, 4, 6],
} as const;
const run = { runId: 'made-run', driver: 'embedded', notes: [] } as const;
const comparison = compareTrials(plan, madeRounds(arms, [3, 2.9]), run);

const NO_INTERVAL = '(2 rounds: no interval)';
const english = (found: typeof comparison) => estimatesSoFar(madeScenario, found).map(({ en }) => en);

it("shows the claims' metrics in words after the first rounds, and no verdict", () => {
  expect(english(comparison)).toEqual([`read.p50 3.0× slower ${NO_INTERVAL}`]);
});

it('shows intervals and what is open from the first look on', () => {
  const settled = compareTrials(plan, madeRounds(arms, [3, 2.9, 3.05]), run);
  expect(english(settled)).toEqual([
    expect.stringMatching(/^read\.p50 3\.0× slower \[2\.\d+, 3\.\d+\]$/),
    'made.claim supported',
  ]);
  const open = compareTrials(plan, madeRounds(arms, [1.3, 0.95, 1.3]), run);
  expect(estimatesSoFar(madeScenario, open).at(-1)).toEqual({
    en: 'made.claim is open',
    ko: 'made.claim 미정',
  });
});

it('shows one metric of each kind where no claim rests on any', () => {
  const [line] = english({ ...comparison, claims: [] });
  expect(line?.split(', ')).toEqual([
    `read.p50 3.0× slower ${NO_INTERVAL}`,
    `all.p95 3.0× slower ${NO_INTERVAL}`,
    `throughput about the same ${NO_INTERVAL}`,
    expect.stringMatching(/^cpu-per-request .*× more CPU/),
    `memory 2.9× more memory ${NO_INTERVAL}`,
  ]);
});

it('tells arms apart, and has nothing to say of a baseline alone', () => {
  const third = { ...comparison, arms: [...comparison.arms, 'other'] };
  expect(english(third)).toEqual([`microservices: read.p50 3.0× slower ${NO_INTERVAL}`]);
  expect(estimatesSoFar(madeScenario, { ...comparison, arms: ['monolith'] })).toEqual([]);
});
