import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createScratch } from '@lab/lab/host/processes/scratch';
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
  signal: AbortSignal,
): Promise<number | undefined> {
  const build = BUILDS[topology];
  if (!build) return undefined;
  const { folder, changed, change, command } = build;
  const scratch = await createScratch(root, 'stack');
  try {
    const copy = join(scratch.path, 'program');
    await cp(join(root, folder), copy, { recursive: true, filter: isSource });
    await appendFile(join(copy, changed), change(Date.now()));
    const begun = performance.now();
    const ended = await run(command, copy, AbortSignal.any([signal, AbortSignal.timeout(BUILD_MS)]));
    signal.throwIfAborted();
    return ended ? (performance.now() - begun) / 1_000 : undefined;
  } finally {
    await scratch.remove();
  }
}

/** @returns whether it ended well */
async function run([program, ...args]: Build['command'], cwd: string, signal: AbortSignal): Promise<boolean> {
  const child = spawn(program, args, { cwd, signal, killSignal: 'SIGKILL', stdio: 'ignore' });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0;
  } catch {
    // It is not there, or was ended.
    return false;
  }
}
