import { whyMissing } from '../components/acquire.ts';
import { COMPONENTS } from '../components/registry.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import type { Manifest } from '../records/manifest.ts';
import type { ProfileId } from '../scenario/profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { sameArm } from '../topologies/arms.ts';
import { stacksOf } from '../topologies/command-of.ts';
import { stackOf, whyNotBuilt } from '../topologies/stacks/stack.ts';
import { topologyOf } from '../topologies/topology-of.ts';

type Skipped = Manifest['skipped'][number];
/** What an arm may lack here: a component, or a program that is built with another stack. */
export interface Lack {
  /** @param id of a component */
  readonly component: (id: string) => Promise<string | undefined>;
  /** @param id of a stack */
  readonly stack: (id: string) => string | undefined;
}

const look: Lack = {
  component: async (id) => (await whyMissing(COMPONENTS.get(id)))?.message,
  stack: (id) => whyNotBuilt(stackOf(id), PROJECT_ROOT)?.en,
};

/**
 * The arms of a profile, less those that the scenario can do without and that lack something here.
 *
 * @returns `arms` as a user would have asked for them, and what was left out, and why
 */
export async function availableArms(
  scenario: Pick<Scenario, 'arms' | 'skippable'>,
  profile: ProfileId,
  missing: Lack = look,
): Promise<{ readonly arms: string; readonly skipped: readonly Skipped[] }> {
  const { skippable = [] } = scenario;
  const arms: string[] = [];
  const skipped: Skipped[] = [];
  for (const arm of scenario.arms[profile]) {
    const why = skippable.some((name) => sameArm(name, arm)) ? await lackOf(arm, missing) : undefined;
    if (why === undefined) arms.push(arm);
    else skipped.push({ arm, why });
  }
  // Without any arm there is no run: it says by itself what is missing.
  return arms.length > 0
    ? { arms: arms.join(','), skipped }
    : { arms: scenario.arms[profile].join(','), skipped: [] };
}

async function lackOf(arm: string, missing: Lack): Promise<string | undefined> {
  const { components, processes } = topologyOf(arm);
  for (const id of components) {
    const lack = await missing.component(id);
    if (lack !== undefined) return lack;
  }
  for (const id of stacksOf(processes)) {
    const lack = missing.stack(id);
    if (lack !== undefined) return lack;
  }
  return undefined;
}
