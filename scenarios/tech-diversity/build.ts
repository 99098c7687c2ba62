import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createScratch } from '@lab/lab/host/processes/scratch';
import type { ProbeBench, ToolRun } from '@lab/lab/scenario/probe';
import { GO, PYTHON, SERVICES } from './arms.ts';
import { SERVICE } from './parts.ts';

/** A program that is run, and its arguments. */
type Command = readonly [program: string, ...args: string[]];

/** How a stack builds its program, and what is a change of it. */
interface Build {
  readonly folder: string;
  readonly changed: string;
  /** Another text each time: what was built before does not serve again. */
  readonly change: (number: number) => string;
  /** Files that the build reads beside the folder, relative to the project's root. They are in the same places of the copy. */
  readonly beside?: readonly string[];
  /** Makes a copied folder one that can be built alone. */
  readonly prepare?: (copy: string) => Promise<void>;
  /** One after the other, in the copied folder. @param root the project's */
  readonly commands: (root: string) => readonly Command[];
}

const BUILDS: Readonly<Record<string, Build>> = {
  // As `make build` does: types are checked, and one file is made of the program, which V8 compiles.
  [SERVICES]: {
    folder: SERVICE,
    changed: 'src/recommendations.controller.ts',
    change: (number) => `\nexport const changedFor${number} = ${number};\n`,
    beside: ['tsconfig.base.json', 'scripts/bundle.mjs', 'scripts/program.js'],
    prepare: withoutReferences,
    commands: (root) => [
      [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'],
      [process.execPath, '../../scripts/bundle.mjs', SERVICE],
    ],
  },
  [GO]: {
    folder: `${SERVICE}-go`,
    changed: 'main.go',
    change: (number) => `\nvar changedFor${number} = ${number}\n`,
    commands: () => [['go', 'build', '-trimpath', '-buildvcs=false', '-o', 'program', '.']],
  },
  [PYTHON]: {
    folder: `${SERVICE}-python`,
    changed: 'main.py',
    change: (number) => `\nCHANGED_FOR = ${number}\n`,
    commands: () => [['python3', '-m', 'compileall', '-q', '.']],
  },
};

const BUILD_MS = 120_000;
/** What is built there, or installed for it, is no source. */
const isSource = (path: string): boolean => !/\/(?:dist|__pycache__)$/.test(path);

/** The packages that it refers to lie elsewhere, and are built already: the compiler finds what they declare as it finds that of any installed package. */
async function withoutReferences(copy: string): Promise<void> {
  const file = join(copy, 'tsconfig.json');
  const { references: _, ...project } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify(project));
}

/**
 * How long the tools of a stack take to build the program again after one file was changed, in a copy of its folder. What the program is built upon is
 * built already.
 *
 * @returns seconds; undefined for an arm that has nothing to build, or where a tool is not there or fails
 */
export async function buildSeconds(
  root: string,
  topology: string,
  bench: Pick<ProbeBench, 'tool' | 'signal'>,
): Promise<number | undefined> {
  const build = BUILDS[topology];
  if (!build) return undefined;
  const { folder, changed, change, beside = [], prepare, commands } = build;
  // Below the project, so that what is installed there is found from the copy as well.
  const scratch = await createScratch(root, 'stack');
  try {
    const copy = join(scratch.path, folder);
    await cp(join(root, folder), copy, { recursive: true, filter: isSource });
    for (const path of beside) await cp(join(root, path), join(scratch.path, path));
    await prepare?.(copy);
    await appendFile(join(copy, changed), change(Date.now()));
    // A tool that is killed leaves its files there, and they go with the folder.
    const temporary = join(scratch.path, 'temporary');
    await mkdir(temporary);
    let seconds = 0;
    for (const [command, ...args] of commands(root)) {
      const name = [basename(command), ...args].join(' ');
      const ended = await bench
        .tool({
          ...{ name, command, args, cwd: copy, deadlineMs: BUILD_MS },
          env: { ...ownSettings(command), GOTMPDIR: temporary, TMPDIR: temporary },
        })
        // It is not there, or takes too long.
        .catch((): ToolRun | undefined => undefined);
      bench.signal.throwIfAborted();
      if (ended?.exitCode !== 0) return undefined;
      seconds += ended.seconds;
    }
    return seconds;
  } finally {
    await scratch.remove();
  }
}

/** The user's own settings of Go, e.g. where its modules and its cache are: a build must find what `make go` has put there. */
const ownSettings = (command: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
      command === 'go' && name.startsWith('GO') && value !== undefined ? [[name, value]] : [],
    ),
  );
