import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf } from './code-of.ts';

const MODULES: Readonly<Record<string, string>> = {
  'toss/scenario.js': "import { settings } from './settings.js';\nexport default settings;\n",
  'toss/settings.js': 'export const settings = 1;\n',
  'toss/workload.js': "export { request } from '../shop/requests.js';\n",
  'toss/probe.js':
    "import { readFile } from 'node:fs/promises';\nimport { watch } from '@lab/lab/watch';\nimport {\n  a,\n  b,\n} from \"../shop/books.js\";\n",
  'shop/requests.js': "import './books.js';\n",
  'shop/books.js':
    "import * as requests from './requests.js';\nexport const said = 'from \\'./nowhere.js\\'';\n",
  'shop/other.js': 'export const other = 1;\n',
};

let folder: string;
const own = () => ({
  built: join(folder, 'toss', 'workload.js'),
  source: join(folder, 'toss', 'workload.ts'),
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-code-'));
  for (const [name, text] of Object.entries(MODULES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterEach(() => rm(folder, { recursive: true }));

const modules = async (...names: string[]) => Object.keys(await codeOf(own(), names)).toSorted();

test('the code of a scenario is its workload, what is named besides, and what they import, the way round too', async () => {
  expect(await modules()).toEqual(['shop/books', 'shop/requests', 'toss/workload']);
  expect(await modules('probe')).toEqual(['shop/books', 'shop/requests', 'toss/probe', 'toss/workload']);
});

test('a scenario without load has the code that is named, or none', async () => {
  await rm(own().built);
  expect(await modules()).toEqual([]);
  expect(await modules('probe')).toEqual(['shop/books', 'shop/requests', 'toss/probe']);
});

test.each([
  ['toss/probe', ['toss/probe']],
  ['shop/books', ['shop/books']],
  ['shop/other', []],
  ['toss/scenario', []],
])('where %s changes, the hashes of %j do', async (name, changed) => {
  const before = await codeOf(own(), ['probe']);
  const path = `${name}.js`;
  await writeFile(join(folder, path), `${MODULES[path]}// changed\n`);
  const after = await codeOf(own(), ['probe']);
  expect(Object.keys(after).filter((module) => after[module] !== before[module])).toEqual(changed);
});
