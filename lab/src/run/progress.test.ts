import { expect, it } from 'vitest';
import { madeScenario, madeTrial } from '../../test/fixtures/made-trials.ts';
import { PROFILES } from '../plan/profile.ts';
import { TimeEstimate } from './progress.ts';

it('estimates by the schedule at first, and then by what trials of the arm took', () => {
  const trial = (name: string) => ({ number: 1, round: 1, arm: { name, topology: name } });
  const estimate = new TimeEstimate(10, 5);
  expect(estimate.forAll([trial('a'), trial('b')])).toBe(30);
  estimate.took('a', 20);
  estimate.took('a', 30);
  expect(estimate.forAll([trial('a'), trial('b')])).toBe(40);
});

it('knows what the trials of a resumed run took', () => {
  const arm = { name: 'a', topology: 'a' };
  const trial = { number: 2, round: 1, arm };
  const plan = {
    scenario: madeScenario,
    profile: PROFILES.quick,
    arms: [arm],
    baseline: 'a',
    seed: 1,
    trials: [trial],
  };
  // The made trial takes 20 s.
  expect(TimeEstimate.of(plan, [madeTrial({ number: 1, round: 1, arm, ms: 1 })]).forAll([trial])).toBe(20);
  // 8 s of warm-up, 1 s idle, two phases of 4 s, and 6 s for its start and end.
  expect(TimeEstimate.of(plan, []).forAll([trial])).toBe(23);
});
