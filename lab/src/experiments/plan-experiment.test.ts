import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { PROFILES } from '../scenario/profile.ts';
import { type DisturbanceSettings, disturbance } from './disturbance/settings.ts';
import { load } from './load/settings.ts';
import { planExperiment, workloadsOf } from './plan-experiment.ts';

const seconds = { smoke: 1, quick: 1, full: 1 };

test("the modules that an experiment loads with, besides the scenario's own", async () => {
  const phases = [
    { name: 'reads', perSecond: 1, seconds, workload: 'reads' },
    { name: 'usual', perSecond: 1, seconds },
  ];
  expect(workloadsOf({ id: 'made-up', experiment: load({ warmUpPerSecond: 1, phases }) })).toEqual(['reads']);
  const { scenario } = await findScenario(PROJECT_ROOT, 'scaling');
  expect(workloadsOf(scenario)).toEqual(['hot']);
});

test('a phase says how its requests are spaced, and no word that there is not', () => {
  const spaced = (arrivals?: 'even' | 'poisson') => ({
    id: 'made-up',
    experiment: load({ warmUpPerSecond: 1, phases: [{ name: 'only', perSecond: 1, arrivals, seconds }] }),
  });
  const planned = (arrivals?: 'even' | 'poisson') =>
    planExperiment(spaced(arrivals), { profile: PROFILES.smoke, arms: [] }).round.phases[0]?.arrivals;
  expect(planned('poisson')).toBe('poisson');
  expect(planned('even')).toBe('even');
  expect(planned()).toBeUndefined();
  expect(() => workloadsOf(spaced('exponential' as 'even'))).toThrow(/arrivals/);
});

test('settings may name an arm however it is spelt, and only one that exists', async () => {
  const { scenario } = await findScenario(PROJECT_ROOT, 'fault-isolation');
  const { faults } = scenario.experiment.settings as DisturbanceSettings;
  const sparing = (notIn: string) => ({
    id: 'made-up',
    experiment: disturbance({
      ...(scenario.experiment.settings as DisturbanceSettings),
      faults: faults.map((fault) => ({ ...fault, notIn: [notIn] })),
    }),
  });
  const profile = PROFILES.smoke;
  const { settings } = planExperiment(sparing('monolith+timeouts=off'), { profile, arms: [] });
  expect((settings as DisturbanceSettings).faults[0]?.notIn).toEqual(['monolith-no-timeouts']);
  expect(() => workloadsOf(sparing('monolit'))).toThrow(/There is no arm "monolit".*Bases: monolith/);
});

test("every scenario's settings are understood", async () => {
  for (const id of await scenarioIds(PROJECT_ROOT)) {
    const { scenario } = await findScenario(PROJECT_ROOT, id);
    expect(() => workloadsOf(scenario), id).not.toThrow();
  }
});
