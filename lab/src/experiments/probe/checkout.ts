import { constants } from 'node:fs';
import { cp, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Hopeless } from '../../bench/hopeless.ts';
import type { Guardian } from '../../host/processes/guardian.ts';
import type { Checkout, Ran } from '../../scenario/checkout.ts';
import { linkDependencies, TOOL_MS } from '../steps/code-base.ts';
import { runMetered } from '../steps/metered-command.ts';
import { packagesIn, readWorkingTree, type SourceTree, writeTree } from '../steps/source-tree.ts';
import { gitApply } from './git-apply.ts';

/** What the commands in a checkout run with. */
interface CheckoutSetting {
  /** The project's root, whose installed packages a checkout uses. */
  readonly root: string;
  readonly runId: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}

const LAST_LINES = 20;

/**
 * Makes a checkout of a working tree as it is: what git knows or would know, and so nothing that was compiled.
 *
 * @param folders of it that are wanted, relative to the project's root; files may be named too
 * @param dir folder that gets it; made here
 * @throws when the root is no git working tree
 */
export async function makeCheckout(
  folders: readonly string[],
  dir: string,
  setting: CheckoutSetting,
): Promise<Checkout> {
  const tree = await readWorkingTree(setting.root, folders);
  await writeTree(tree, dir);
  return linked(tree, dir, setting);
}

async function linked(tree: SourceTree, dir: string, setting: CheckoutSetting): Promise<Checkout> {
  const root = await realpath(dir);
  await linkDependencies(setting.root, root, { tree, packages: packagesIn(tree) });
  return {
    root,
    run: (args) => run(root, args, setting),
    apply: (path) => apply(root, path, setting.signal),
    requireFit: (paths) => requireFit(root, paths, setting.signal),
    async copy(name) {
      const to = join(dirname(root), name);
      await cp(root, to, {
        ...{ recursive: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE },
        // Its links lead to the packages of the checkout that is copied.
        filter: (path) => basename(path) !== 'node_modules',
      });
      return linked(tree, to, setting);
    },
  };
}

async function run(
  cwd: string,
  args: readonly string[],
  { runId, guardian, signal }: CheckoutSetting,
): Promise<Ran> {
  const name = `node ${args.join(' ')}`;
  const command = { name, command: process.execPath, args, cwd };
  const ended = await runMetered({ ...command, runId, guardian, signal, deadlineMs: TOOL_MS });
  const { exitCode, output, wallMs, cpuSeconds } = ended;
  if (exitCode !== 0) {
    const last = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    throw new Error(`${name} ended with exit code ${exitCode}\n${last}`);
  }
  return { seconds: wallMs / 1000, cpuSeconds, output };
}

async function apply(cwd: string, path: string, signal: AbortSignal): Promise<void> {
  const { fits, said } = await gitApply(cwd, [path], signal);
  if (!fits) throw new Error(`${path} does not fit the sources: ${said}`);
}

/** A lesson has its readers apply some of the patches. A reader who has not taken them back is told how to. */
async function requireFit(cwd: string, paths: readonly string[], signal: AbortSignal): Promise<void> {
  const there: string[] = [];
  for (const path of paths) {
    const { fits, said } = await gitApply(cwd, ['--check', path], signal);
    if (fits) continue;
    const { fits: isThere } = await gitApply(cwd, ['-R', '--check', path], signal);
    if (!isThere) throw new Hopeless(`${path} does not fit the sources: ${said}`);
    there.push(path);
  }
  if (there.length === 0) return;
  const back = `git apply -R ${there.toReversed().join(' ')}`;
  throw new Hopeless(`The sources have the change already that is to be measured. Take it back: ${back}`);
}
