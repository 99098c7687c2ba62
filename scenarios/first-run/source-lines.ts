import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

/** Lines that say something: neither blank, nor of a comment alone. */
export function saying(lines: readonly string[]): string[] {
  let inComment = false;
  return lines.filter((line) => {
    const text = line.trim();
    if (text === '') return false;
    const begins = !inComment && text.startsWith('/*');
    if (begins || inComment) {
      inComment = !text.includes('*/');
      return false;
    }
    return !text.startsWith('//');
  });
}

const lineCount = (text: string): number => saying(text.split('\n')).length;

/** `import … from` and `export … from`, over several lines too; `import '…'`; `import('…')`. */
const IMPORTS = [
  /^(?:import|export)\s[\w\s{},*$]*\bfrom\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\('([^']+)'\)/g,
];

/** Where the bundler says what it leaves out of a program, because few processes load it. */
const BUNDLER = 'scripts/bundle.mjs';
const LEFT_OUT = /^const LOADED_LATE = String\.raw`([^`]+)`;$/m;

/** Whether a module belongs to a choice that a deployment as it is does not make, e.g. a lock in Redis. */
async function choicesOf(root: string): Promise<(path: string) => boolean> {
  const [, pattern] = LEFT_OUT.exec(await readFile(join(root, BUNDLER), 'utf8')) ?? [];
  if (pattern === undefined) throw new Error(`${BUNDLER} does not say any more what it leaves out`);
  const late = new RegExp(`${pattern}$`);
  return (path) => late.test(path.replace(/\.ts$/, '.js'));
}

/** Of the project's own packages, by name, the folder. */
async function packagesIn(root: string): Promise<ReadonlyMap<string, string>> {
  const services = (await readdir(join(root, 'microservices'))).map((name) => `microservices/${name}`);
  const folders = ['shared-domain', 'monolith', ...services];
  // What another branch has left may have a `dist` and nothing else.
  const named = folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map(async (folder) => {
      const { name } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
        name: string;
      };
      return [name, folder] as const;
    });
  return new Map(await Promise.all(named));
}

/**
 * The modules of the project that programs are made of: what their `main` imports, directly or by a way round, as the bundler has it.
 *
 * @param folders of the programs' packages, relative to the root
 * @returns the text of each, by its path
 */
async function modulesOf(root: string, folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const [packages, isChoice] = await Promise.all([packagesIn(root), choicesOf(root)]);
  const found = new Map<string, string>();
  const waiting = folders.map((folder) => `${folder}/src/main.ts`);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || isChoice(path)) continue;
    const text = await readFile(join(root, path), 'utf8');
    found.set(path, text);
    const imported = IMPORTS.flatMap((form) => [...text.matchAll(form)]);
    for (const [, specifier = ''] of imported) waiting.push(...pathOf(specifier, path, packages));
  }
  return found;
}

function pathOf(specifier: string, from: string, packages: ReadonlyMap<string, string>): string[] {
  if (specifier.startsWith('.')) return [normalize(join(dirname(from), specifier))];
  const [scope, name, ...rest] = specifier.split('/');
  const folder = packages.get(`${scope}/${name}`);
  return folder === undefined ? [] : [`${folder}/src/${rest.join('/')}.ts`];
}

/** What only one deployment has, in lines that say something. */
interface OwnLines {
  /** Of modules. */
  readonly code: number;
  /** Of the `package.json` and `tsconfig.json` of packages. */
  readonly configuration: number;
}

/**
 * What of the sources a deployment is made of, and another one is not.
 *
 * @param root of the checkout
 * @param own folders of its programs' packages; @param other of those of the other one
 */
export async function ownLines(
  root: string,
  own: readonly string[],
  other: readonly string[],
): Promise<OwnLines> {
  const [modules, theirs] = [await modulesOf(root, own), await modulesOf(root, other)];
  const only = [...modules].filter(([path]) => !theirs.has(path));
  const folderOf = (path: string) => path.slice(0, path.indexOf('/src/'));
  const shared = new Set([...theirs.keys()].map(folderOf));
  const packages = [...new Set([...modules.keys()].map(folderOf))].filter((folder) => !shared.has(folder));
  const files = packages.flatMap((folder) => [`${folder}/package.json`, `${folder}/tsconfig.json`]);
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return {
    code: only.reduce((sum, [, text]) => sum + lineCount(text), 0),
    configuration: texts.reduce((sum, text) => sum + lineCount(text), 0),
  };
}
