import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { questionsOf, ratioAsked } from '@lab/lab/predictions/questions';
import { scenarioIds } from '@lab/lab/scenario/find-scenarios';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';

const scenarios = await Promise.all(
  (await scenarioIds(PROJECT_ROOT)).map(async (id) => {
    const module = (await import(`../${id}/scenario.ts`)) as { default: Scenario };
    return module.default;
  }),
);

describe.each(scenarios)('the key ratios of $id', (scenario) => {
  const { ratios } = questionsOf(scenario);

  it('are few, each of another metric that its quick profile measures', () => {
    expect(ratios.length).toBeGreaterThanOrEqual(3);
    expect(ratios.length).toBeLessThanOrEqual(4);
    expect(new Set(ratios.map(({ metric }) => metric)).size).toBe(ratios.length);
  });

  it('compare arms that its quick profile has', () => {
    for (const { topology, against } of ratios)
      expect(scenario.arms.quick).toEqual(expect.arrayContaining([topology, against]));
  });

  it('are asked for in both languages, with their unit', () => {
    for (const ratio of ratios) {
      expect(ratioAsked(ratio).en).toContain(`(${ratio.unit}): with ${ratio.topology}, how many times`);
      expect(ratioAsked(ratio).ko).toMatch(/[가-힣].*몇 배인가\?$/);
    }
  });
});

it('compare a worker added with the whole before, and a part with the whole of as many', () => {
  const scaling = scenarios.find(({ id }) => id === 'scaling');
  if (!scaling) throw new Error('no scenario of that name');
  const pairs = questionsOf(scaling).ratios.map(({ metric, topology, against }) => [
    metric,
    topology,
    against,
  ]);
  expect(pairs.slice(0, 2)).toEqual([
    ['capacity', 'monolith-x2', 'monolith-x1'],
    ['memory-at-capacity', 'microservices-rec-x2', 'monolith-x2'],
  ]);
});
