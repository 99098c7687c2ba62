// @ts-check
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes one file of each program of the shop and of all that it imports, and has V8 compile it, beside the `dist/main.js` that the
 * compiler wrote (ADR 30, 40):
 *
 *     dist/program.body.js      all code, as one function
 *     dist/program.<tag>.code   what V8 has made of it; the tag says for which V8, and which flags of it
 *     dist/program.js           runs it: `scripts/program.js`
 *
 * The input is what `tsc` wrote, not the sources: Nest reads the types of constructors that only `tsc` writes down.
 */

/**
 * Stays outside: what is not JavaScript, and what few processes load: those that are traced, lock, cache or count elsewhere, call without a broker, use Kafka, or
 * rank on threads.
 * It is found beside, by a relative path.
 */
const LOADED_LATE = String.raw`/(?:open-telemetry|kafka-client|(?:redis|zookeeper|consul)-lock|(?:memory|redis|memcached)-cache|redis-buckets|token-check|threads-ranker|(?:grpc|http|tcp)-wire)\.js`;
const OUTSIDE = ['sqlite3', new RegExp(`${LOADED_LATE}$`)];

/** A file gets its name when all of it is there: one of which half was written would pass for a new one. */
const UNFINISHED = 'dist/program.unfinished.js';

/** Loading a program takes 1 s of CPU time. ms. */
const LOAD_MS = 60_000;

const run = promisify(execFile);

/** Folders of the programs of the shop, relative to the project's root. @param {string} root */
export const programsOf = (root) =>
  ['monolith', ...readdirSync(join(root, 'microservices')).map((name) => `microservices/${name}`)].filter(
    // What another branch has left may have a `dist` and nothing else.
    (folder) => ['dist/main.js', 'tsconfig.json'].every((file) => existsSync(join(root, folder, file))),
  );

/**
 * Bundles the programs that are older than what they are made of.
 * @param {string} root the project's
 * @param {readonly string[]} among folders of programs: no other is looked at. All without any
 * @returns {Promise<string[]>} the folders of those that were bundled
 * @throws when a module cannot be read, or imports what is not there; when there is no program in a folder that is asked for
 */
export async function bundle(root, among = []) {
  const begun = new Date();
  const tag = await tagOfCode();
  const looked = programsOf(root).filter((folder) => among.length === 0 || among.includes(folder));
  const missing = among.filter((folder) => !looked.includes(folder));
  if (missing.length > 0) throw new Error(`no compiled program is in ${missing.join(', ')}`);
  const stale = looked.filter((folder) => isStale(root, folder, tag));
  if (stale.length === 0) return stale;
  // It takes longer to load than to see that nothing has changed, and every command of make asks for that.
  const { build } = await import('rolldown');
  /** @type {import('rolldown').BuildOptions[]} */
  const programs = stale.map((folder) => ({
    cwd: root,
    input: join(folder, 'dist/main.js'),
    platform: 'node',
    external: OUTSIDE,
    onLog: (level, log, tell) => {
      // Nest and TypeORM import much that is only used where it is installed. They ask for it at run time, and do without.
      if (log.code === 'UNRESOLVED_IMPORT' && /[\\/]node_modules[\\/]/.test(log.id ?? '')) return;
      tell(level === 'warn' ? 'error' : level, log);
    },
    output: { file: join(folder, UNFINISHED), format: 'cjs', codeSplitting: false, comments: false },
  }));
  await build(programs);
  for (const folder of stale) {
    const at = (/** @type {string} */ file) => join(root, folder, 'dist', file);
    const unfinished = join(root, folder, UNFINISHED);
    writeFileSync(unfinished, asFunction(importedOutside(inAscii(readFileSync(unfinished, 'utf8')))));
    // V8 knows the source of its code by the length alone: none of another one may be left.
    for (const file of codeIn(at('.'))) rmSync(at(file));
    renameSync(unfinished, at('program.body.js'));
    copyFileSync(join(import.meta.dirname, 'program.js'), unfinished);
    // As old as what was read: whatever is compiled meanwhile is newer.
    utimesSync(unfinished, begun, begun);
    renameSync(unfinished, at('program.js'));
    await run(process.execPath, [at('program.js'), 'load'], { env: plainEnvironment(), timeout: LOAD_MS });
  }
  return stale;
}

/** The tag of a process without flags of its own, as programs are started: this one may have some. */
export async function tagOfCode() {
  const expression = 'require("node:v8").cachedDataVersionTag()';
  return (await run(process.execPath, ['-p', expression], { env: plainEnvironment() })).stdout.trim();
}

function plainEnvironment() {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

/** V8 holds a text of one character beyond Latin-1 in two bytes a character, all of it. No raw template has such characters. @param {string} code */
const inAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** @param {string} code of a CommonJS module */
const asFunction = (code) =>
  `(function (require, module, exports, __filename, __dirname, importOutside) {${code}\n})`;

/** `scripts/program.js` imports for a script, which cannot. @param {string} code */
const importedOutside = (code) =>
  code.replaceAll(new RegExp(String.raw`\bimport\((?="[^"]*${LOADED_LATE}"\))`, 'g'), 'importOutside(');

/** @param {string} folder */
const codeIn = (folder) => readdirSync(folder).filter((file) => /^program\.\d+\.code$/.test(file));

/** The compiler writes a package's build info whenever it has written anything else of it, and npm its list. @param {string} root @param {string} folder @param {string} tag */
function isStale(root, folder, tag) {
  const bundled = modified(join(root, folder, 'dist/program.js'));
  const parts = [...packagesOf(join(root, folder))].map((path) => join(path, 'dist/.tsbuildinfo'));
  const ours = [import.meta.filename, join(import.meta.dirname, 'program.js')];
  return (
    !existsSync(join(root, folder, `dist/program.${tag}.code`)) ||
    [...parts, join(root, 'node_modules/.package-lock.json'), ...ours].some(
      (path) => modified(path) >= bundled,
    )
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
  await bundle(dirname(import.meta.dirname), process.argv.slice(2));
