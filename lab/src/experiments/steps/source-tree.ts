import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** Text files by their paths, which are relative and have slashes. Never changed: what changes one returns another. */
export type SourceTree = ReadonlyMap<string, string>;

/**
 * The files of a working tree that git knows or would know: neither what is ignored nor what has been deleted.
 *
 * @param folders those of them that are wanted, relative to the root; files may be named too
 * @throws when the folder is no git working tree
 */
export async function readWorkingTree(root: string, folders: readonly string[]): Promise<SourceTree> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders];
  const { stdout } = await execa('git', args, { cwd: root, timeout: 30_000, stdin: 'ignore' });
  const paths = [...new Set(stdout.split('\0').filter(Boolean))].toSorted();
  const files = await Promise.all(
    paths.map(
      async (path) => [path, await readFile(join(root, path), 'utf8').catch(() => undefined)] as const,
    ),
  );
  return new Map(files.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}

/** Folders of the project's own packages in it. */
export const packagesIn = (tree: SourceTree): string[] =>
  [...tree.keys()].filter((path) => path.endsWith('/package.json')).map(dirname);

/** Writes every file of a tree below a folder. */
export async function writeTree(tree: SourceTree, root: string): Promise<void> {
  const folders = new Set([...tree.keys()].map((path) => join(root, dirname(path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await Promise.all([...tree].map(([path, text]) => writeFile(join(root, path), text)));
}

/** The files for whose paths this holds. */
export const selectFiles = (tree: SourceTree, wanted: (path: string) => boolean): SourceTree =>
  new Map([...tree].filter(([path]) => wanted(path)));

/** The text of a file. @throws when there is none */
export function textOf(tree: SourceTree, path: string): string {
  const text = tree.get(path);
  if (text === undefined)
    throw new Error(`the working tree has no ${path}: the build experiment relies on it`);
  return text;
}

/** How often a text holds a place. */
export const countOf = (text: string, place: string): number => text.split(place).length - 1;

/**
 * A text with one place of it replaced.
 *
 * @throws when the place is not there, or more than once: the sources have changed and the experiment must follow
 */
export function replaceOnce(text: string, place: string, by: string, path: string): string {
  const found = countOf(text, place);
  if (found !== 1) throw new Error(`${path} was expected to hold ${place} once, and holds it ${found} times`);
  return text.replace(place, () => by);
}
