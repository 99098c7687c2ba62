import { describe, expect, it } from 'vitest';
import { madeScenario } from '../../test/fixtures/made-trials.ts';
import { mostIterations, type Plan } from '../bench/plan.ts';
import { load } from '../experiments/load/settings.ts';
import { UsageError } from '../registry/usage-error.ts';
import { PROFILES } from '../scenario/profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { planOf } from './run-flags.ts';

describe('planOf', () => {
  it('takes the scenario at its word when nothing is asked for, also by empty variables of make', () => {
    for (const flags of [{}, { profile: '', arms: '', seed: '' }]) {
      const plan = planOf(madeScenario, flags);
      expect(plan.profile.id).toBe('quick');
      expect(plan.arms.map(({ name }) => name)).toEqual(['monolith', 'microservices']);
      expect(plan.trials).toHaveLength(12);
      expect(Number.isInteger(plan.seed)).toBe(true);
    }
  });

  it('offers only the topologies that a scenario makes sense for', () => {
    const scenario = { ...madeScenario, topologies: ['monolith', 'microservices'] };
    expect(() => planOf(scenario, { arms: 'monolith,monolith-cluster' })).toThrow(
      'The arm monolith-cluster exists, but the scenario made compares monolith, microservices.',
    );
    expect(planOf(scenario, { arms: 'monolith,monolith' }).arms).toHaveLength(2);
  });

  it('looks when the scenario says, where it says so, and otherwise when the profile does', () => {
    const scenario: Scenario = { ...madeScenario, looks: { quick: [5] } };
    const { profile, trials } = planOf(scenario, {});
    expect(profile.looks).toEqual([5]);
    expect(trials).toHaveLength(10);
    expect(planOf(scenario, { profile: 'full' }).profile).toEqual(PROFILES.full);
  });

  it('is the same for a seed', () => {
    expect(planOf(madeScenario, { seed: '7' })).toEqual(planOf(madeScenario, { seed: '7' }));
    expect(planOf(madeScenario, { seed: '0' }).seed).toBe(0);
  });

  it('refuses settings that the kind of experiment does not understand, and says which', () => {
    const settings = { warmUpPerSecond: 0, phases: madeScenario.phases };
    const scenario = { ...madeScenario, experiment: { kind: 'load', settings } };
    expect(() => planOf(scenario, {})).toThrow(/scenarios\/made.*\(load\).*warmUpPerSecond/s);
    const unheard = { ...madeScenario, experiment: { kind: 'prayer', settings } };
    expect(() => planOf(unheard, {})).toThrow(/no kind of experiment "prayer".*load, disturbance/);
  });

  it('takes the capacity that the loads are shares of, where they are', () => {
    const each = { smoke: 1, quick: 1, full: 1 };
    const rates = { least: 5, most: 400 };
    const capacity = { lighterOnOneCpu: [], outstanding: 4, seconds: each, leadInSeconds: each, rates };
    const phases = [{ name: 'light', perSecond: 20, share: 0.5, seconds: each }];
    const scenario = { ...madeScenario, experiment: load({ warmUpPerSecond: 20, capacity, phases }) };
    const rateOf = (plan: Plan) => plan.round.phases[0]?.perSecond;
    expect(rateOf(planOf(scenario, { capacity: '71.7' }))).toBe(36);
    expect(rateOf(planOf(scenario, { capacity: '' }))).toBe(20);
    // That of a run which is resumed counts.
    expect(rateOf(planOf(scenario, {}, { perSecond: 50, pilots: [] }))).toBe(25);
    for (const wrong of ['0', '-1', 'fast', '1e3'])
      expect(() => planOf(scenario, { capacity: wrong })).toThrow(`"${wrong}" is no capacity`);
    expect(() => planOf(madeScenario, { capacity: '70' })).toThrow(/No load of the scenario made follows/);
  });

  it.each([
    [{ profile: 'x' }, /smoke, quick, full/],
    [{ arms: 'foo' }, /monolith.*microservices/],
    [{ seed: 'abc' }, /whole number/],
    [{ seed: '-1' }, /whole number/],
    [{ seed: '1.5' }, /whole number/],
    [{ seed: '99999999999' }, /2147483647/],
  ])('refuses %j and says what is valid', (flags, message) => {
    expect(() => planOf(madeScenario, flags)).toThrow(UsageError);
    expect(() => planOf(madeScenario, flags)).toThrow(message);
  });
});

it('sets enough aside for the warm-up, lead-ins and phases of a trial', () => {
  // 18 s of warm-up at 50/s, then 1 + 4 s at 50/s and at 100/s.
  const { round } = planOf(madeScenario, {});
  const driver = { blockSeconds: 3, leadInSeconds: 1 };
  expect(mostIterations(round, driver)).toBe(900 + 300 + 600);
  // In turns of a second, each of the four has its lead-in.
  const stretches = [{ perSecond: 100, seconds: 4, turnSeconds: 1 }];
  expect(mostIterations({ ...round, stretches }, driver)).toBe(900 + 800);
});
