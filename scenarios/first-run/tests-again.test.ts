import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testFilesIn } from './tests-again.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'first-run-'));
});
afterEach(() => rm(root, { recursive: true }));

it('counts the test files of some packages, and none of what is installed or compiled', async () => {
  const files = [
    ...['one/src/a.test.ts', 'one/src/deep/b.test.ts', 'one/src/a.ts', 'one/test/c.test.ts'],
    ...['one/node_modules/x/d.test.ts', 'one/dist/e.test.ts', 'two/f.test.ts', 'three/g.test.ts'],
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
  expect(await testFilesIn(root, ['one', join(root, 'two')])).toBe(4);
  await expect(testFilesIn(root, ['four'])).rejects.toThrow('four');
});
