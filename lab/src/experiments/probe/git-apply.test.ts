import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gitApply } from './git-apply.ts';

const PATCH = `--- a/word.txt
+++ b/word.txt
@@ -1 +1 @@
-old
+new
`;
const { signal } = new AbortController();

/** A folder within a repository that is not its own, as a checkout in the project is. */
async function below(): Promise<string> {
  const repository = await mkdtemp(join(tmpdir(), 'lab-git-apply-'));
  onTestFinished(() => rm(repository, { recursive: true }));
  execFileSync('git', ['init', '--quiet', repository]);
  const folder = join(repository, 'below');
  await mkdir(folder);
  await writeFile(join(folder, 'word.patch'), PATCH);
  await writeFile(join(folder, 'word.txt'), 'old\n');
  return folder;
}

it('applies a patch to the folder, whatever repository it lies in', async () => {
  const folder = await below();
  expect(await gitApply(folder, ['--check', 'word.patch'], signal)).toEqual({ fits: true, said: '' });
  expect(await readFile(join(folder, 'word.txt'), 'utf8')).toBe('old\n');
  expect(await gitApply(folder, ['word.patch'], signal)).toEqual({ fits: true, said: '' });
  expect(await readFile(join(folder, 'word.txt'), 'utf8')).toBe('new\n');
});

it('says what does not fit', async () => {
  const folder = await below();
  await writeFile(join(folder, 'word.txt'), 'other\n');
  const { fits, said } = await gitApply(folder, ['word.patch'], signal);
  expect({ fits, said }).toEqual({ fits: false, said: expect.stringContaining('word.txt') as string });
});

it('is called off with the reason of the signal', async () => {
  const reason = new Error('called off');
  await expect(gitApply(await below(), ['word.patch'], AbortSignal.abort(reason))).rejects.toBe(reason);
});
