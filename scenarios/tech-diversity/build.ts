import { appendFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createScratch } from '@lab/lab/host/processes/scratch';
import type { ProbeBench, ToolRun } from '@lab/lab/scenario/probe';
import { GO, PYTHON } from './arms.ts';

/** How a stack builds its program, and what is a change of it. */
interface Build {
  readonly folder: string;
  readonly changed: string;
  /** Another text each time: what was built before does not serve again. */
  readonly change: (number: number) => string;
  readonly command: readonly [program: string, ...args: string[]];
}

const BUILDS: Readonly<Record<string, Build>> = {
  [GO]: {
    folder: 'microservices/recommendations-go',
    changed: 'main.go',
    change: (number) => `\nvar changedFor${number} = ${number}\n`,
    command: ['go', 'build', '-trimpath', '-buildvcs=false', '-o', 'program', '.'],
  },
  [PYTHON]: {
    folder: 'microservices/recommendations-python',
    changed: 'main.py',
    change: (number) => `\nCHANGED_FOR = ${number}\n`,
    command: ['python3', '-m', 'compileall', '-q', '.'],
  },
};

const BUILD_MS = 120_000;
/** What is built there, or installed for it, is no source. */
const isSource = (path: string): boolean => !/\/(?:dist|__pycache__)$/.test(path);

/**
 * How long the tool of a stack takes to build the program again after one file was changed, in a copy of its folder. What the program is built upon is
 * built already.
 *
 * @returns seconds; undefined for an arm that has nothing to build, or where the tool is not there or fails
 */
export async function buildSeconds(
  root: string,
  topology: string,
  bench: Pick<ProbeBench, 'tool' | 'signal'>,
): Promise<number | undefined> {
  const build = BUILDS[topology];
  if (!build) return undefined;
  const {
    folder,
    changed,
    change,
    command: [command, ...args],
  } = build;
  const scratch = await createScratch(root, 'stack');
  try {
    const copy = join(scratch.path, 'program');
    await cp(join(root, folder), copy, { recursive: true, filter: isSource });
    await appendFile(join(copy, changed), change(Date.now()));
    // A tool that is killed leaves its files there, and they go with the folder.
    const temporary = join(scratch.path, 'temporary');
    await mkdir(temporary);
    const ended = await bench
      .tool({
        ...{ name: `${command} ${args.join(' ')}`, command, args, cwd: copy, deadlineMs: BUILD_MS },
        env: { ...ownSettings(command), GOTMPDIR: temporary, TMPDIR: temporary },
      })
      // It is not there, or takes too long.
      .catch((): ToolRun | undefined => undefined);
    bench.signal.throwIfAborted();
    return ended?.exitCode === 0 ? ended.seconds : undefined;
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
