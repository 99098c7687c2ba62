import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { GO, PYTHON, SERVICES, SERVICES_WASM, THREADS, WASM } from './arms.ts';
import { packagesOf, pinnedIn, requiredIn } from './dependencies.ts';
import { BESIDES, CONTEXT, FILES, FILES_BESIDE, PARTS, RANKING, SERVICE } from './parts.ts';

/** What an arm has of its own, as paths from the project's root. */
interface Own {
  /** Files, or folders with all below. */
  readonly sources: readonly string[];
  /** What has to be copied to a machine that has Node.js or Python. */
  readonly artefact: readonly string[];
  readonly dependencies?: (root: string) => number;
}

const IN_WASM: Own = {
  sources: [`${RANKING}/wasm-rows.ts`, `${RANKING}/dots.wat`, 'scripts/compile-wat.mjs'],
  artefact: [],
};

const OWN: Readonly<Record<string, Own>> = {
  [SERVICES]: {
    sources: [`${SERVICE}/src`, ...CONTEXT],
    artefact: [
      `${SERVICE}/dist/program.js`,
      `${SERVICE}/dist/program.body.js`,
      'node_modules/sqlite3/build/Release/node_sqlite3.node',
    ],
    dependencies: (root) => packagesOf(textIn(root, 'package-lock.json'), SERVICE).length,
  },
  [GO]: {
    sources: [`${SERVICE}-go`],
    artefact: [`${SERVICE}-go/dist/program`],
    dependencies: (root) => requiredIn(textIn(root, `${SERVICE}-go/go.mod`)).length,
  },
  [PYTHON]: {
    sources: [`${SERVICE}-python`],
    artefact: [`${SERVICE}-python`],
    dependencies: (root) => pinnedIn(textIn(root, `${SERVICE}-python/requirements.txt`)).length,
  },
  [THREADS]: {
    sources: ['threads-ranker', 'thread-model', 'ranking-thread'].map((name) => `${RANKING}/${name}.ts`),
    artefact: [],
  },
  [WASM]: IN_WASM,
  [SERVICES_WASM]: IN_WASM,
};

/** What is no source of the program, although it lies beside. */
const NOT_OWN = /^(?:dist|node_modules|__pycache__|tests?)$/;
/** What installs packages, and is not needed where the program runs. */
const NOT_DEPLOYED = /^(?:__pycache__|pip|setuptools|wheel|pkg_resources)\b/;
const SOURCE = /(?<!\.test|_test)\.(?:ts|mjs|go|py|wat)$/;
/** How a line of a comment begins, by the ending of a file. */
const COMMENTS: Readonly<Record<string, RegExp>> = {
  '.ts': /^(?:\/\/|\/\*|\*(?:\s|\/|$))/,
  '.mjs': /^(?:\/\/|\/\*|\*(?:\s|\/|$))/,
  '.go': /^\/\//,
  '.py': /^#/,
  '.wat': /^;;/,
  '.mod': /^\/\//,
  '.txt': /^#/,
};
/** In Python; one that begins its line describes what it stands in, and is no code. */
const LONG_STRING = /("""|''')[\s\S]*?\1/g;

/**
 * What an arm costs besides running: lines of code that are there for it alone, packages that come with it, and megabytes to deploy. A line counts
 * that is not empty, does not begin as a comment of its language does, and is in no docstring. Tests and what is generated do not count, but a generator does.
 * The lines of a stack are told by what they are there for as well, and besides them those of what builds and tests it.
 *
 * @returns nothing for an arm that has nothing of its own, and no artefact where it is not built
 */
export function priceOf(root: string, topology: string): Record<string, number> {
  const own = OWN[topology];
  if (!own) return {};
  const bytes = sum(
    own.artefact
      .flatMap((path) => filesIn(join(root, path), NOT_DEPLOYED))
      .map((path) => statSync(path).size),
  );
  return {
    lines: linesIn(own.sources.map((path) => join(root, path))),
    ...linesByPart(root, topology),
    ...(bytes > 0 && { artefact: bytes / 1e6 }),
    ...(own.dependencies && { dependencies: own.dependencies(root) }),
  };
}

/**
 * The lines of a stack, by the ids of the measures: those of its program by their parts, which together are all that it has, and what is there besides.
 * Nothing for an arm that is no stack.
 */
function linesByPart(root: string, topology: string): Record<string, number> {
  const [files, beside] = [FILES[topology], FILES_BESIDE[topology]];
  if (!files || !beside) return {};
  const whole = (paths: readonly string[]) => paths.map((path) => join(root, path));
  return Object.fromEntries([
    ...PARTS.map((part) => [`lines.${part}`, linesIn(whole(files[part]))] as const),
    ...BESIDES.map((each) => [`lines.${each}`, linesOf(existing(whole(beside[each])))] as const),
  ]);
}

/** Whole paths of the files whose lines an arm has for itself. */
export const sourcesOf = (root: string, topology: string): string[] =>
  sourcesIn((OWN[topology]?.sources ?? []).map((path) => join(root, path)));

/** @param paths of files, or of folders with all below */
export const linesIn = (paths: readonly string[]): number => linesOf(sourcesIn(paths));

/** @param paths of files, whatever they are */
const linesOf = (paths: readonly string[]): number =>
  sum(paths.map((path) => codeLinesOf(readFileSync(path, 'utf8'), extname(path))));

const existing = (paths: readonly string[]): string[] => paths.flatMap((path) => filesIn(path, NOT_OWN));

const sourcesIn = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => filesIn(path, NOT_OWN)).filter((path) => SOURCE.test(path));

/** Lines that are neither empty nor a comment. @param ending of the file that they are from, e.g. `.go` */
export function codeLinesOf(text: string, ending: string): number {
  const code = ending === '.py' ? text.replace(LONG_STRING, withoutDocstring) : text;
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !COMMENTS[ending]?.test(line)).length;
}

function withoutDocstring(found: string, _quotes: string, at: number, text: string): string {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return before.trim() === '' ? '' : found;
}

/** Whole paths; none where there is nothing. What lies elsewhere, and is only linked to, is not followed. */
function filesIn(path: string, without: RegExp): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (without.test(entry.name) || entry.isSymbolicLink()) return [];
    return filesIn(join(path, entry.name), without);
  });
}

const textIn = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
