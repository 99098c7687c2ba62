import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../registry/usage-error.ts';
import { entriesOf, stacksOf } from './command-of.ts';
import { type BuiltStack, builtWith, stackOf, whyNotBuilt } from './stacks/stack.ts';
import type { Topology } from './topology.ts';

/**
 * Looks whether the programs of a topology are there, and as new as what the compiler wrote: otherwise a process would not find its own
 * program, or an old one would be measured.
 *
 * @throws {UsageError} that says what to do
 */
export async function requireBuilt({ processes }: Pick<Topology, 'processes'>, root: string): Promise<void> {
  for (const entry of entriesOf(processes)) {
    const built = await modified(join(root, entry));
    if (built === undefined)
      throw new UsageError({
        en: `${entry} is not there. Build the project first: make build`,
        ko: `${entry} 파일이 없다. 먼저 빌드한다: make build`,
      });
    const compiled = await modified(join(root, dirname(entry), '.tsbuildinfo'));
    if (compiled !== undefined && compiled > built)
      throw new UsageError({
        en: `${entry} is older than what the compiler wrote. Build the project first: make build`,
        ko: `${entry} 파일이 컴파일 결과보다 오래되었다. 먼저 빌드한다: make build`,
      });
  }
  for (const stack of stacksOf(processes)) {
    const why = whyNotBuilt(stackOf(stack), root);
    if (why) throw new UsageError(why);
  }
}

/** Programs of other stacks, for a run's record: what they were built with is a fact of a run as the versions of components are. */
export const builtStacksOf = (
  topologies: readonly Pick<Topology, 'processes'>[],
  root: string,
): BuiltStack[] =>
  stacksOf(topologies.flatMap(({ processes }) => processes)).map((id) => builtWith(stackOf(id), root));

/** Epoch ms; undefined for a file that does not exist. */
const modified = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
