import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../lab/src/experiments/registry.ts';
import type { Scenario } from '../lab/src/scenario/scenario.ts';
import { stacksOf } from '../lab/src/topologies/command-of.ts';
import { topologyOf } from '../lab/src/topologies/topology-of.ts';

/** What is said of the scenarios outside of `scenario.ts`, and has to agree with it. */
const ids = readdirSync('scenarios').filter((id) => existsSync(`scenarios/${id}/scenario.ts`));

async function load(id: string): Promise<Scenario> {
  const module = (await import(`../scenarios/${id}/scenario.ts`)) as { default: Scenario };
  return module.default;
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

describe.each(ids)('%s', (id) => {
  it('has a needs.json that names the components and stacks of its arms and what its kind needs of the machine', async () => {
    const scenario = await load(id);
    const { skippable = [] } = scenario;
    const arms = Object.values(scenario.arms).flat();
    const needsOf = (of: readonly string[]) =>
      distinct(of.map(topologyOf).flatMap((each) => [...each.components, ...stacksOf(each.processes)]));
    const components = needsOf(arms.filter((arm) => !skippable.includes(arm)));
    const optional = needsOf(arms).filter((need) => !components.includes(need));
    expect(JSON.parse(readFileSync(`scenarios/${id}/needs.json`, 'utf8'))).toEqual({
      components,
      host: distinct(KINDS.get(scenario.experiment.kind).needs ?? []),
      ...(optional.length > 0 && { optional }),
    });
  });
});

it("are all in README's table, with their claims", async () => {
  const rows = [
    ...readFileSync('README.md', 'utf8').matchAll(
      /^\| \[`([\w-]+)`\]\(scenarios\/\1\/README\.md\) \|.*\| (.*) \|$/gm,
    ),
  ];
  const table = rows.map(([, id, claims = '']) => [id, claims.match(/[\w.-]+/g)]);
  const scenarios = await Promise.all(ids.map(load));
  const expected = scenarios.map(({ id, claims }) => [id, claims.map((claim) => claim.id)]);
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(expected));
});
