// @ts-check
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'rolldown';

/**
 * Makes one file of each program of the shop and of all that it imports: `dist/program.js`, beside the `dist/main.js` that the compiler
 * wrote. A program that reads one file instead of a thousand starts in half the CPU time, and needs less memory (ADR 30).
 *
 * The input is what `tsc` wrote, not the sources: Nest reads the types of constructors that only `tsc` writes down.
 */

/** Stays outside: it is not JavaScript. */
const NATIVE = ['sqlite3'];

/** A program gets its name when all of it is there: one of which half was written would pass for a new one. */
const UNFINISHED = 'dist/program.unfinished.js';

/** What a CommonJS module finds around it, for those that become part of an ES module. */
const COMMONJS = 'const __filename = import.meta.filename, __dirname = import.meta.dirname;';

/** Folders of the programs of the shop, relative to the project's root. @param {string} root */
export const programsOf = (root) =>
  ['monolith', ...readdirSync(join(root, 'microservices')).map((name) => `microservices/${name}`)].filter(
    // What another branch has left may have a `dist` and nothing else.
    (folder) => ['dist/main.js', 'tsconfig.json'].every((file) => existsSync(join(root, folder, file))),
  );

/**
 * Bundles the programs that are older than what they are made of.
 * @param {string} root the project's
 * @returns {Promise<string[]>} the folders of those that were bundled
 * @throws when a module cannot be read, or imports what is not there
 */
export async function bundle(root) {
  const begun = new Date();
  const stale = programsOf(root).filter((folder) => isStale(root, folder));
  /** @type {import('rolldown').BuildOptions[]} */
  const programs = stale.map((folder) => ({
    cwd: root,
    input: join(folder, 'dist/main.js'),
    platform: 'node',
    external: NATIVE,
    onLog: (level, log, tell) => {
      // Nest and TypeORM import much that is only used where it is installed. They ask for it at run time, and do without.
      if (log.code === 'UNRESOLVED_IMPORT' && /[\\/]node_modules[\\/]/.test(log.id ?? '')) return;
      tell(level === 'warn' ? 'error' : level, log);
    },
    output: { file: join(folder, UNFINISHED), format: 'esm', codeSplitting: false, intro: COMMONJS },
  }));
  await build(programs);
  for (const folder of stale) {
    const unfinished = join(root, folder, UNFINISHED);
    // As old as what was read: whatever is compiled meanwhile is newer.
    utimesSync(unfinished, begun, begun);
    renameSync(unfinished, join(root, folder, 'dist/program.js'));
  }
  return stale;
}

/** The compiler writes a package's build info whenever it has written anything else of it, and npm its list. @param {string} root @param {string} folder */
function isStale(root, folder) {
  const bundled = modified(join(root, folder, 'dist/program.js'));
  const parts = [...packagesOf(join(root, folder))].map((path) => join(path, 'dist/.tsbuildinfo'));
  return [...parts, join(root, 'node_modules/.package-lock.json'), import.meta.filename].some(
    (path) => modified(path) >= bundled,
  );
}

/** A package and all that it refers to, by ways round too. @param {string} folder @param {Set<string>} [found] @returns {Set<string>} */
function packagesOf(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  /** @type {{ references?: { path: string }[] }} */
  const { references = [] } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
  for (const { path } of references) packagesOf(resolve(folder, path), found);
  return found;
}

/** @param {string} path @returns {number} epoch ms; 0 for a file that does not exist */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (process.argv[1] && import.meta.filename === realpathSync(process.argv[1]))
  await bundle(dirname(import.meta.dirname));
