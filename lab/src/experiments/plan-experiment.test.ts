import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { load } from './load/settings.ts';
import { workloadsOf } from './plan-experiment.ts';

const seconds = { smoke: 1, quick: 1, full: 1 };

test("the modules that an experiment loads with, besides the scenario's own", async () => {
  const phases = [
    { name: 'reads', perSecond: 1, seconds, workload: 'reads' },
    { name: 'usual', perSecond: 1, seconds },
  ];
  expect(workloadsOf({ id: 'made-up', experiment: load({ warmUpPerSecond: 1, phases }) })).toEqual(['reads']);
  const { scenario } = await findScenario(PROJECT_ROOT, 'scaling');
  expect(workloadsOf(scenario)).toEqual(['hot', 'uniform']);
});

test("every scenario's settings are understood", async () => {
  for (const id of await scenarioIds(PROJECT_ROOT)) {
    const { scenario } = await findScenario(PROJECT_ROOT, id);
    expect(() => workloadsOf(scenario), id).not.toThrow();
  }
});
