import { mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../registry/usage-error.ts';
import { requireResultsFolder } from './results-folder.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'lab-results-')));
});

afterEach(() => rm(root, { recursive: true }));

test('makes the folder where it is missing', async () => {
  expect((await stat(await requireResultsFolder(root, 'latency'))).isDirectory()).toBe(true);
  await requireResultsFolder(root, 'latency');
});

test.each([[[]], [['latency']]])(
  'refuses a file in the way of results, whatever lies below: %j',
  async (names) => {
    await writeFile(join(root, 'results'), '');
    await expect(requireResultsFolder(root, ...names)).rejects.toThrow(UsageError);
    await expect(requireResultsFolder(root, ...names)).rejects.toThrow('is no folder lies in the way');
  },
);

test('refuses a link that leads nowhere', async () => {
  await symlink(join(root, 'gone'), join(root, 'results'));
  await expect(requireResultsFolder(root)).rejects.toThrow(UsageError);
});
