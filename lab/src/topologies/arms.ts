import { notOneOf, UsageError } from '../registry/usage-error.ts';
import type { Arm } from '../scenario/scenario.ts';

/**
 * Arms from what a user asked for, e.g. `monolith,microservices`. A topology asked for again runs under a second name
 * (`monolith#2`): comparing it with itself shows the noise.
 *
 * @param asked comma-separated ids of topologies
 * @param hidden topologies that may be asked for, but are not named to those who ask for others
 * @throws {UsageError} when one of them does not exist
 */
export function parseArms(
  asked: string,
  topologies: readonly string[],
  hidden: readonly string[] = [],
): Arm[] {
  const ids = asked.split(',').flatMap((part) => part.trim() || []);
  if (ids.length === 0) throw new UsageError(`No arm in "${asked}". Valid: ${topologies.join(', ')}.`);
  const seen = new Map<string, number>();
  return ids.map((topology) => {
    if (!topologies.includes(topology) && !hidden.includes(topology))
      throw notOneOf('arm', topology, topologies);
    const times = (seen.get(topology) ?? 0) + 1;
    seen.set(topology, times);
    return { name: times === 1 ? topology : `${topology}#${times}`, topology };
  });
}

/** The arm that the others are compared with: the first of the scenario's baseline topology, or else the first. */
export function baselineOf(arms: readonly Arm[], topology: string): string {
  const arm = arms.find((candidate) => candidate.topology === topology) ?? arms[0];
  if (!arm) throw new Error('a run without arms has no baseline');
  return arm.name;
}
