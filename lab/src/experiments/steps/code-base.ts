import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardian } from '../../host/processes/guardian.ts';
import { PROJECT_ROOT } from '../../host/project-root.ts';
import { type Layout, layOut, type Side } from './layout.ts';
import { type MeteredCommand, runMetered } from './metered-command.ts';
import { KeptOutputs } from './outputs.ts';
import { unmetNeeds } from './shop-contract.ts';
import { CONTEXTS, type ContextName, SOURCES } from './shop-sources.ts';
import { readWorkingTree, type SourceTree, textOf, writeTree } from './source-tree.ts';
import { readBuild, readListedTests } from './tool-outputs.ts';

/** Far more than the largest takes; what hangs must not hang the run. */
export const TOOL_MS = 10 * 60_000;

/** A code base that lies in a folder of its own, compiled and ready to be changed. */
export interface CodeBase extends Layout {
  readonly root: string;
  readonly outputs: KeptOutputs;
  readonly size: {
    readonly packages: number;
    readonly contexts: number;
    readonly files: number;
    readonly lines: number;
    /** Files that a first build writes, the compiler's own notes not counted. */
    readonly filesWritten: number;
    readonly tests: number;
    readonly testFiles: number;
  };
}

/** What the code bases of a run are made from. */
export interface ShopSources {
  readonly tree: SourceTree;
  readonly contextTests: ReadonlyMap<ContextName, string>;
}

/**
 * Reads the shop's sources out of a working tree.
 *
 * The shop tests catalog, orders and notifications through its behaviour suite, which is no unit test. So that every context has
 * some, and both sides the same, they lie here, and replace none.
 *
 * @throws when the shop's sources do not offer what the experiment needs, see `shop-contract.ts`
 */
export async function readShopSources(root: string): Promise<ShopSources> {
  const tests = join(PROJECT_ROOT, 'lab/src/experiments/steps/context-tests');
  const contextTests = CONTEXTS.map(
    async (context) => [context, await readFile(join(tests, `${context}.test.ts.txt`), 'utf8')] as const,
  );
  const tree = await readWorkingTree(root, SOURCES);
  const unmet = unmetNeeds(tree);
  if (unmet.length > 0) throw new Error(unmet.join('\n'));
  return {
    tree,
    contextTests: new Map(await Promise.all(contextTests)),
  };
}

export interface CodeBaseOptions {
  readonly shop: ShopSources;
  /** The project's root, whose installed packages the code base uses. */
  readonly root: string;
  /** Folder that gets the code base and the copy of its outputs; made here. */
  readonly dir: string;
  readonly side: Side;
  readonly growth: number;
  readonly runId: string;
  readonly guardian: Guardian;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a code base out of the shop and compiles it.
 *
 * @throws with the compiler's output when it does not compile
 */
export async function prepareCodeBase(options: CodeBaseOptions): Promise<CodeBase> {
  const { shop, dir, side, growth, runId, guardian, signal } = options;
  const layout = layOut(shop.tree, shop.contextTests, side, growth);
  const root = join(dir, 'code');
  await rm(dir, { recursive: true, force: true });
  await writeTree(layout.tree, root);
  await linkDependencies(options.root, root, layout);
  const name = `tsc -b of the ${side} ×${growth}`;
  const setting = { runId, guardian, signal, deadlineMs: TOOL_MS };
  const compile = tool(root, 'typescript/bin/tsc', ['-b', '--listEmittedFiles']);
  const { exitCode, output } = await runMetered({ name, ...compile, ...setting });
  if (exitCode !== 0) throw new Error(`the generated code base does not compile: ${name}\n${output}`);
  const outputs = await KeptOutputs.keep(root, join(dir, 'kept'), layout.packages);
  const filesWritten = readBuild(output).emitted.length;
  const size = { ...sizeOf(layout), filesWritten, ...(await countTests(root, dir, setting)) };
  return { ...layout, root, outputs, size };
}

/** All tests of a code base, as vitest lists them: it loads each test file and runs none. Nothing is timed here. */
async function countTests(
  root: string,
  dir: string,
  setting: Pick<MeteredCommand, 'runId' | 'guardian' | 'signal' | 'deadlineMs'>,
): Promise<{ readonly tests: number; readonly testFiles: number }> {
  const list = join(dir, 'tests.json');
  const command = tool(root, 'vitest/vitest.mjs', ['list', `--json=${list}`]);
  const { exitCode, output } = await runMetered({ name: 'vitest list', ...command, ...setting });
  if (exitCode !== 0) throw new Error(`the tests of the generated code base cannot be listed:\n${output}`);
  return readListedTests(await readFile(list, 'utf8'));
}

/** The command of a tool among the installed packages. */
export const tool = (root: string, program: string, args: readonly string[]) => ({
  command: process.execPath,
  args: [join('node_modules', program), ...args],
  cwd: root,
});

/**
 * Gives sources the installed packages by links. Those of the project's own are linked to the code base: were they not
 * there, the search would go on upwards and find the project's.
 *
 * @param packages folders of the project's own packages among the sources
 */
export async function linkDependencies(
  from: string,
  to: string,
  { tree, packages }: Pick<Layout, 'tree' | 'packages'>,
): Promise<void> {
  const own = packages.map((folder) => {
    const { name } = JSON.parse(textOf(tree, `${folder}/package.json`)) as { name: string };
    return { name, folder };
  });
  const scopes = new Set(own.map(({ name }) => name.split('/')[0]));
  await mkdir(join(to, 'node_modules'), { recursive: true });
  for (const entry of await readdir(join(from, 'node_modules'))) {
    if (entry.startsWith('.') || scopes.has(entry)) continue;
    await symlink(join(from, 'node_modules', entry), join(to, 'node_modules', entry));
  }
  for (const { name, folder } of own) {
    await mkdir(join(to, 'node_modules', name, '..'), { recursive: true });
    await symlink(join(to, folder), join(to, 'node_modules', name));
    // Versions that npm could not share.
    const nested = join(from, folder, 'node_modules');
    if (existsSync(nested)) await symlink(nested, join(to, folder, 'node_modules'));
  }
}

function sizeOf({ tree, packages, growth }: Layout) {
  const sources = [...tree].filter(([path]) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  const lines = sources.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
  return { packages: packages.length, contexts: CONTEXTS.length * growth, files: sources.length, lines };
}
