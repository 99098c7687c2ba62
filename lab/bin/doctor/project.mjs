// @ts-check
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allows, ask, findProgram } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/** What installing and building the project takes, and whether it has been done. @param {string} root @returns {Promise<Finding[]>} */
export async function examineProject(root) {
  return [node(), await npm(), git(), compiler(root), packages(root), build(root)];
}

/** @param {string} root */
export const isBuilt = (root) => allows(join(root, 'lab/dist/cli.js')) && allows(join(root, 'node_modules'));

/** @returns {Finding} */
function node() {
  return {
    id: 'node',
    name: 'Node.js',
    state: 'found',
    found: process.versions.node,
    enables: 'Runs both deployments and the lab.',
  };
}

/** @returns {Promise<Finding>} */
async function npm() {
  const version = await ask('npm', ['--version']);
  const there = 'answer' in version;
  return {
    id: 'npm',
    name: 'npm',
    state: there ? 'found' : 'missing',
    found: there ? version.answer : version.problem,
    enables: 'Installs the packages. A project that is installed runs without it.',
    remedy: 'install Node.js with its npm: https://nodejs.org',
  };
}

/** @returns {Finding} */
function git() {
  const program = findProgram(['git']);
  return {
    id: 'git',
    name: 'git',
    state: program ? 'found' : 'missing',
    found: program ?? 'not on PATH',
    enables: 'Lets a run say which commit it measured.',
    remedy: 'install git',
  };
}

/** @param {string} root @returns {Finding} */
function compiler(root) {
  const built = allows(join(root, 'node_modules/sqlite3/build/Release/node_sqlite3.node'));
  const tools = { make: ['make'], 'a C++ compiler': ['c++', 'g++', 'clang++'], python3: ['python3'] };
  const missing = Object.entries(tools).flatMap(([tool, names]) => (findProgram(names) ? [] : [tool]));
  return {
    id: 'compiler',
    name: 'compiler',
    state: built || missing.length === 0 ? 'found' : 'limited',
    found:
      missing.length === 0
        ? 'make, C++ and python3'
        : `${missing.join(', ')} missing${built ? ', not needed: sqlite3 is installed' : ''}`,
    enables: 'Compiles sqlite3 where no ready-made binary can be had. Not needed elsewhere.',
    remedy: 'apt-get install make g++ python3, or on macOS xcode-select --install',
  };
}

/** npm writes the second file when it has installed what the first one says. @param {string} root @returns {Finding} */
function packages(root) {
  const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((path) =>
    modified(join(root, path)),
  );
  const state = !installed ? 'missing' : (wanted ?? 0) > installed ? 'limited' : 'found';
  return {
    id: 'packages',
    name: 'packages',
    state,
    found: { found: 'installed', limited: 'older than package-lock.json', missing: 'not installed yet' }[
      state
    ],
    enables: 'What both deployments and the lab are made with.',
    remedy: 'make install',
  };
}

/** @param {string} root @returns {Finding} */
function build(root) {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const folders = references.map(({ path }) => path);
  const missing = folders.filter((folder) => !modified(join(root, folder, outputOf(root, folder))));
  const old = folders.filter((folder) => {
    const compiled = modified(join(root, folder, 'dist/.tsbuildinfo')) ?? 0;
    const built = modified(join(root, folder, outputOf(root, folder)));
    return built && (newestSource(join(root, folder)) > compiled || compiled > built);
  });
  const state = missing.length > 0 ? 'missing' : old.length > 0 ? 'limited' : 'found';
  return {
    id: 'build',
    name: 'build',
    state,
    found: {
      found: 'current',
      limited: `older than its sources: ${old.join(', ')}`,
      missing: missing.length === folders.length ? 'not built yet' : `not built: ${missing.join(', ')}`,
    }[state],
    enables: 'make run-scenario builds what has changed by itself.',
    remedy: 'make build',
  };
}

/** What a build writes last: of a program of the shop its bundle, of any other package what the compiler remembers. @param {string} root @param {string} folder */
const outputOf = (root, folder) =>
  /^(monolith|microservices)\b/.test(folder) && modified(join(root, folder, 'src/main.ts'))
    ? 'dist/program.js'
    : 'dist/.tsbuildinfo';

/** @param {string} folder a package's @returns {number} epoch ms */
function newestSource(folder) {
  /** @type {{ compilerOptions: { rootDir: string }, files?: string[] }} */
  const { compilerOptions, files: named } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
  if (named) return Math.max(...named.map((name) => modified(join(folder, name)) ?? 0));
  const files = readdirSync(join(folder, compilerOptions.rootDir), { withFileTypes: true, recursive: true });
  const sources = files.filter(({ name }) => /(?<!\.test|\.d)\.ts$/.test(name));
  return Math.max(0, ...sources.map(({ parentPath, name }) => modified(join(parentPath, name)) ?? 0));
}

/** @param {string} path @returns {number | undefined} epoch ms; undefined for a file that does not exist */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
