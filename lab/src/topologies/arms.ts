import { UsageError } from '../registry/usage-error.ts';
import type { Arm, Scenario } from '../scenario/scenario.ts';
import { HOW_ARMS_ARE_SPELT, readSpelling, spell } from './spelling.ts';
import { topologyOf } from './topology-of.ts';

type Comparing = Pick<Scenario, 'id' | 'arms' | 'topologies'>;

/**
 * Arms from what a user asked for, e.g. `monolith,microservices+timeouts=off`. An arm asked for again runs under a second name
 * (`monolith#2`): comparing it with itself shows the noise.
 *
 * @param asked arms, separated by commas
 * @param scenario whose arms they are to be; any arm will do without
 * @throws {UsageError} that says what is valid, when one does not exist or does not suit the scenario
 */
export function parseArms(asked: string, scenario?: Comparing): Arm[] {
  const texts = asked.split(',').flatMap((part) => part.trim() || []);
  if (texts.length === 0)
    throw new UsageError({
      en: `No arm in "${asked}". ${HOW_ARMS_ARE_SPELT.en}`,
      ko: `"${asked}"에 대상이 없다. ${HOW_ARMS_ARE_SPELT.ko}`,
    });
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const { id } = topologyOf(text);
    const topology = scenario ? nameIn(scenario, text, id) : id;
    const times = (seen.get(topology) ?? 0) + 1;
    seen.set(topology, times);
    return { name: times === 1 ? topology : `${topology}#${times}`, topology };
  });
}

/**
 * What a scenario calls an arm: rules and counterparts know it by that name, however a user has spelt it.
 *
 * @throws {UsageError} when it does not suit the scenario
 */
function nameIn({ id, arms, topologies }: Comparing, text: string, own: string): string {
  const names = (topologies ?? Object.values(arms).flat()).map((name) => topologyOf(name).id);
  const asked = readSpelling(text);
  const same = names.filter((name) => sameArm(name, text));
  if (same.length === 0 && topologies)
    throw new UsageError({
      en: `The arm ${text} exists, but the scenario ${id} compares ${names.join(', ')}.`,
      ko: `${text}: 있는 대상이지만 시나리오 ${id}에서 비교하는 대상은 ${names.join(', ')}이다.`,
    });
  if (same.length === 0 && asked.chosen.some(({ choice }) => choice.buildOnly))
    throw new UsageError({
      en: `The arm ${text} differs from ${asked.base.id} only in how it is built, and the scenario ${id} does not measure builds.`,
      ko: `대상 ${text}: ${asked.base.id}와 빌드 방식만 다른데, 시나리오 ${id}에서는 빌드를 재지 않는다.`,
    });
  const byItsName = text === own && (same.includes(own) || !topologies);
  return byItsName ? own : (same[0] ?? own);
}

/** Whether two lists, separated by commas, name the same arms in the same order, however each is spelt. */
export function sameArms(one: string, other: string): boolean {
  const [first = [], second = []] = [one, other].map((list) =>
    list.split(',').filter((text) => text.trim() !== ''),
  );
  return first.length === second.length && first.every((text, index) => sameArm(text, second[index] ?? ''));
}

/** Whether two texts mean the same arm, however each is spelt. @throws {UsageError} when one of them is none */
export const sameArm = (one: string, other: string): boolean =>
  spell(readSpelling(one)) === spell(readSpelling(other));

/**
 * The arm that the others are compared with: the first of the scenario's baseline topology, however that is spelt, or else the first.
 *
 * @throws {UsageError} when there is no such topology
 */
export function baselineOf(arms: readonly Arm[], topology: string): string {
  const arm = arms.find((candidate) => sameArm(candidate.topology, topology)) ?? arms[0];
  if (!arm) throw new Error('a run without arms has no baseline');
  return arm.name;
}
