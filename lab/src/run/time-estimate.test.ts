import { expect, it } from 'vitest';
import { madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { planExperiment } from '../experiments/plan-experiment.ts';
import { PROFILES } from '../scenario/profile.ts';
import { TimeEstimate } from './time-estimate.ts';

it('estimates by the schedule at first, and then by what the rounds took', () => {
  const estimate = new TimeEstimate(10);
  expect(estimate.forRounds(3)).toBe(30);
  estimate.took(20);
  estimate.took(30);
  expect(estimate.forRounds(2)).toBe(50);
});

it('knows what the rounds of a resumed run took', () => {
  const arms = ['a', 'b'].map((name) => ({ name, topology: name }));
  const trials = arms.map((arm, index) => ({ number: index + 1, round: 1, arm }));
  const plan = planExperiment(madeScenario, { profile: PROFILES.quick, arms });
  // Made trials take 20 s, and these two are of one round.
  const ended = trials.map((trial) => madeTrial({ ...trial, ms: 1 }));
  expect(TimeEstimate.of(plan, ended).forRounds(1)).toBe(20);
  // 1 s idle, 4 s of warm-up side by side, and for each 6 s of warm-up, two phases of 4 s, and 6 s for its start and end.
  expect(TimeEstimate.of(plan, []).forRounds(1)).toBe(45);
});
