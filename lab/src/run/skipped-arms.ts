import { whyMissing } from '../components/acquire.ts';
import { COMPONENTS } from '../components/registry.ts';
import type { Manifest } from '../records/manifest.ts';
import type { ProfileId } from '../scenario/profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { sameArm } from '../topologies/arms.ts';
import { topologyOf } from '../topologies/topology-of.ts';

type Skipped = Manifest['skipped'][number];
type Look = (component: string) => Promise<Error | undefined>;

const look: Look = (id) => whyMissing(COMPONENTS.get(id));

/**
 * The arms of a profile, less those that the scenario can do without and that lack a component here.
 *
 * @returns `arms` as a user would have asked for them, and what was left out, and why
 */
export async function availableArms(
  scenario: Pick<Scenario, 'arms' | 'skippable'>,
  profile: ProfileId,
  missing: Look = look,
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

async function lackOf(arm: string, missing: Look): Promise<string | undefined> {
  for (const id of topologyOf(arm).components) {
    const lack = await missing(id);
    if (lack) return lack.message;
  }
  return undefined;
}
