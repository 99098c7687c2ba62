import { readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AppliedChange } from '../src/experiments/steps/changes.ts';
import type { CodeBase } from '../src/experiments/steps/code-base.ts';
import { compile } from '../src/experiments/steps/compile.ts';
import { runMetered } from '../src/experiments/steps/metered-command.ts';
import { writeTree } from '../src/experiments/steps/source-tree.ts';
import type { Fail, MeasuredStep, StepSetting } from '../src/experiments/steps/step.ts';
import { test as runTests } from '../src/experiments/steps/test-step.ts';
import { readListedTests, SEARCH_REPORTER } from '../src/experiments/steps/tool-outputs.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { createScratch, type Scratch } from '../src/host/processes/scratch.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { untilNothingIsLeft } from './left-over.ts';

/**
 * A code base so small that what a change causes can be told beforehand: `left` imports `base`, `right` imports nobody. Each has a module
 * and a file of tests.
 */
const PACKAGES = ['base', 'left', 'right'];
const SEARCH_DELAY_MS = 400;
const TEST_DELAY_MS = 300;

const project = (references: readonly string[]): string =>
  JSON.stringify({
    extends: '../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    exclude: ['src/**/*.test.ts'],
    references: references.map((path) => ({ path: `../${path}` })),
  });

/** So many tests of a module's function, the first of which takes its time. */
const testsOf = (module: string, count: number): string =>
  `import { expect, test } from 'vitest';\nimport { ${module} } from './${module}.js';\n${Array.from(
    { length: count },
    (_, index) =>
      `test('${index}', async () => {\n  await new Promise((done) => setTimeout(done, ${index === 0 ? TEST_DELAY_MS : 0}));\n  expect(${module}()).toBeGreaterThan(0);\n});\n`,
  ).join('')}`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true, "type": "module" }',
  'tsconfig.base.json': JSON.stringify({
    compilerOptions: { composite: true, module: 'nodenext', target: 'es2022', strict: true, types: [] },
  }),
  'tsconfig.json': JSON.stringify({ files: [], references: PACKAGES.map((path) => ({ path })) }),
  'search-reporter.mjs': SEARCH_REPORTER,
  // Whoever looks which tests are concerned must read every module, and this one keeps him waiting.
  'vitest.config.mjs': `const slow = {
  name: 'slow',
  async transform(_, id) {
    if (id.endsWith('/right.ts')) await new Promise((done) => setTimeout(done, ${SEARCH_DELAY_MS}));
  },
};
export default { plugins: [slow], test: { include: ['**/src/**/*.test.ts'], pool: 'threads', isolate: false } };
`,
  'base/tsconfig.json': project([]),
  'base/src/base.ts': 'export function base(): number {\n  return 1;\n}\n',
  'base/src/base.test.ts': testsOf('base', 2),
  'left/tsconfig.json': project(['base']),
  'left/src/left.ts':
    "import { base } from '../../base/src/base.js';\n\nexport const left = (): number => base() + 1;\n",
  'left/src/left.test.ts': testsOf('left', 3),
  'right/tsconfig.json': project([]),
  'right/src/right.ts': 'export const right = (): number => 3;\n',
  'right/src/right.test.ts': testsOf('right', 5),
};

const runId = `test-${process.pid}-counts`;
let guardian: Guardian;
let scratch: Scratch;
let root: string;

const fail: Fail = (why) => {
  throw new Error(why);
};

beforeAll(async () => {
  guardian = acquireGuardian(runId);
  scratch = await createScratch(PROJECT_ROOT, 'test');
});

afterAll(async () => {
  await guardian.release();
  await untilNothingIsLeft(runId, 5_000);
  await scratch.remove();
});

const common = () => ({ runId, guardian, deadlineMs: 120_000, cwd: root, command: process.execPath });

let round = 0;
beforeEach(async () => {
  root = join(scratch.path, `tiny-${++round}`);
  await writeTree(new Map(Object.entries(FILES)), root);
  await symlink(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
  const args = ['node_modules/typescript/bin/tsc', '-b'];
  const { exitCode, output } = await runMetered({ ...common(), name: 'tsc -b', args });
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
  // The compiler goes by times: what it writes from now on is later than this.
  const past = new Date(Date.now() - 60_000);
  for (const path of await outputs()) await utimes(path, past, past);
  for (const path of Object.keys(FILES)) await utimes(join(root, path), new Date(0), new Date(0));
}, 120_000);

/** Every compiled file there is, the compiler's own notes not counted. */
async function outputs(): Promise<string[]> {
  const found = PACKAGES.map(async (name) => {
    const dist = join(root, name, 'dist');
    return (await readdir(dist)).filter((file) => file !== '.tsbuildinfo').map((file) => join(dist, file));
  });
  return (await Promise.all(found)).flat();
}

/** What an edited module says from then on, when it is loaded. */
const MARKER = 'said_when_loaded';

/** Edits a module as a developer would. */
async function edit(path: string, from = '', to = ''): Promise<void> {
  const text = (await readFile(join(root, path), 'utf8')).replace(from, to);
  await writeFile(join(root, path), `${text}\nconsole.info('${MARKER}');\n`);
}

/** Compiles all, and runs the tests that an edit concerns. @param marker what the edited module is to say */
function stepsAfter(edited: string | undefined, marker = edited && MARKER) {
  const task = { project: '.', packages: PACKAGES, tests: '.', restarted: [] };
  const codeBase = { root, side: 'monolith', growth: 1, processes: [], packages: PACKAGES } as unknown;
  const change = edited ? 'domain-body' : 'no-op';
  const applied = { change, edited, marker, declared: undefined } as AppliedChange;
  const setting = { runId, guardian, scratch: dirname(root) } as unknown as StepSetting;
  return {
    compiled: () => compile(codeBase as CodeBase, applied, task, setting, fail),
    tested: () => runTests(codeBase as CodeBase, applied, task, setting, fail),
  };
}

/** Edits a module as told, then compiles all and runs the tests that it concerns. */
async function after(
  edited: string | undefined,
  from = '',
  to = '',
): Promise<MeasuredStep & { readonly written: string[] }> {
  const before = new Map(
    await Promise.all((await outputs()).map(async (path) => [path, (await stat(path)).mtimeMs] as const)),
  );
  if (edited) await edit(edited, from, to);
  const steps = stepsAfter(edited);
  const compiled = await steps.compiled();
  const tested = await steps.tested();
  expect(compiled.lookingMs).toBeGreaterThan(0);
  expect(tested.lookingMs).toBeLessThan(tested.wallMs);
  const now = await Promise.all(
    (await outputs()).map(async (path) => ({ path, time: (await stat(path)).mtimeMs })),
  );
  const written = now.filter(({ path, time }) => before.get(path) !== time).map(({ path }) => path);
  return { ...compiled, ...tested, written: written.map((path) => path.slice(root.length + 1)).toSorted() };
}

describe('in a code base whose answers are known', () => {
  test('a body rebuilds its package, emits a file and runs the tests that lead to it', async () => {
    const { written, ...done } = await after('base/src/base.ts', 'return 1', 'return 2');
    expect(done).toMatchObject({ packagesRebuilt: 1, filesEmitted: 1, testsRun: 2 + 3, testFiles: 2 });
    // What the compiler says it wrote is what was written.
    expect(written).toEqual(['base/dist/base.js']);
    // The time of the search holds its delays, and none of the tests.
    expect(done.lookingMs).toBeGreaterThanOrEqual(SEARCH_DELAY_MS);
    // Files may run side by side: the delay of one of them at least is no search.
    expect(done.wallMs - (done.lookingMs ?? 0)).toBeGreaterThanOrEqual(TEST_DELAY_MS);
  }, 120_000);

  test('a signature rebuilds those who use it too', async () => {
    const { written, ...done } = await after('base/src/base.ts', 'base()', 'base(_more?: string)');
    expect(done).toMatchObject({ packagesRebuilt: 2, testsRun: 5, testFiles: 2 });
    expect(done.filesEmitted).toBe(written.length);
    expect(written).toEqual(expect.arrayContaining(['base/dist/base.d.ts', 'base/dist/base.js']));
    expect(written.filter((path) => path.startsWith('right'))).toEqual([]);
  }, 120_000);

  test.each([
    ['left', 3],
    ['right', 5],
  ])(
    'a module that nobody uses, %s, concerns its own tests alone',
    async (name, testsRun) => {
      const { written, ...done } = await after(`${name}/src/${name}.ts`);
      expect(done).toMatchObject({ packagesRebuilt: 1, filesEmitted: 1, testsRun, testFiles: 1 });
      expect(written).toEqual([`${name}/dist/${name}.js`]);
    },
    120_000,
  );

  test('nothing changed is nothing done, and all of it was looking', async () => {
    const { written, ...done } = await after(undefined);
    expect(done).toMatchObject({ packagesRebuilt: 0, filesEmitted: 0, testsRun: 0, testFiles: 0 });
    expect(written).toEqual([]);
    // The module that keeps the search waiting has to be read, though no test of it runs.
    expect(done.lookingMs).toBeGreaterThanOrEqual(SEARCH_DELAY_MS);
  }, 120_000);

  test('a change that nothing shows makes its step fail', async () => {
    await edit('left/src/left.ts');
    const { compiled, tested } = stepsAfter('left/src/left.ts', 'never_said');
    await expect(compiled()).rejects.toThrow(/left\.js does not hold the change/);
    await expect(tested()).rejects.toThrow('no test has run the changed code');
  }, 120_000);

  test('a change that does not compile makes its step fail, with what the compiler says', async () => {
    await edit('left/src/left.ts', 'base() + 1;', "base() + 1;\nexport const wrong: number = 'text';");
    const { compiled } = stepsAfter('left/src/left.ts');
    await expect(compiled()).rejects.toThrow(/left\.ts\(\d+,\d+\): error TS2322/);
  }, 120_000);

  test('the whole is what vitest lists', async () => {
    const args = ['node_modules/vitest/vitest.mjs', 'list', '--json=listed.json'];
    await runMetered({ ...common(), name: 'vitest list', args });
    const listed = readListedTests(await readFile(join(root, 'listed.json'), 'utf8'));
    expect(listed).toEqual({ tests: 2 + 3 + 5, testFiles: 3 });
  }, 120_000);
});
