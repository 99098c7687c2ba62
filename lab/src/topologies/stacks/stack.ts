import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../host/project-root.ts';
import type { Text } from '../../scenario/scenario.ts';

/** `<id>.json` beside this file: plain data, so that the doctor and the scripts can read it where nothing is installed or built. */
const factsSchema = z.strictObject({
  /** As a process of a topology names it, e.g. `go`. */
  id: z.string(),
  /** What is built with it, as people name that. */
  name: z.string(),
  /** What builds it, as people name that. */
  tool: z.string(),
  /** The same: names on PATH, any one of which will do. */
  programs: z.array(z.string()),
  /** Where its sources are, relative to the project's root. */
  folder: z.string(),
  /** How the names of those files end that it is built of. */
  sources: z.array(z.string()),
  /** What is started, relative to the folder. */
  program: z.string(),
  /** What the build writes last, relative to the folder: the version of the tool, and a hash of the sources. */
  built: z.string(),
  /** The command that builds it. */
  build: z.string(),
  /** How to get the tool and the program. */
  remedy: z.string(),
});

/** Another language than the lab's, and its libraries: what some process of a topology is written in, and has to be built with. */
type Stack = z.infer<typeof factsSchema>;

/** @throws when there is no such stack */
export function stackOf(id: string): Stack {
  const file = join(PROJECT_ROOT, 'lab', 'src', 'topologies', 'stacks', `${id}.json`);
  return factsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * Why the program of a stack cannot be started, and what to do about it; undefined where it can.
 *
 * @param root the project's
 */
export function whyNotBuilt(stack: Stack, root: string): Text | undefined {
  const { name, build, remedy } = stack;
  const built = modified(join(root, stack.folder, stack.built));
  if (built === undefined || modified(join(root, stack.folder, stack.program)) === undefined)
    return {
      en: `${name} is not built. Remedy: ${remedy}`,
      ko: `${name}: 빌드되지 않았다. 해결: ${remedy}`,
    };
  const newest = sourcesOf(stack, root).filter((path) => (modified(path) ?? 0) > built);
  if (newest.length === 0) return undefined;
  return {
    en: `${name} is older than its sources. Build it again: ${build}`,
    ko: `${name}: 소스보다 오래되었다. 다시 빌드한다: ${build}`,
  };
}

/** As records have components. */
export interface BuiltStack {
  readonly name: string;
  /** The command that has built it. */
  readonly origin: string;
  readonly version: string;
}

/**
 * What a run's record says of a program that is built with a stack: its version is that of the tool that built it.
 *
 * @throws when it is not built
 */
export function builtWith({ name, folder, built, build }: Stack, root: string): BuiltStack {
  const version = readFileSync(join(root, folder, built), 'utf8').replace(/ [0-9a-f]{64}\s*$/, '');
  return { name, origin: build, version };
}

/** Whole paths of the files that it is built of. */
function sourcesOf({ folder, sources }: Stack, root: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && sources.some((ending) => entry.name.endsWith(ending)))
    .map(({ name }) => join(root, folder, name));
}

/** Epoch ms; undefined for a file that does not exist. */
const modified = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
