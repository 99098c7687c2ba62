import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Hopeless } from '../../bench/hopeless.ts';
import type { Guardian } from '../../host/processes/guardian.ts';
import { makeCheckout } from './checkout.ts';

/** Makes `word.txt` say something else. */
const patch = (file: string, from: string, to: string) => `--- a/${file}
+++ b/${file}
@@ -1 +1 @@
-${from}
+${to}
`;

const FILES: Readonly<Record<string, string>> = {
  'word.txt': 'old\n',
  'other.txt': 'old\n',
  'word.patch': patch('word.txt', 'old', 'new'),
  'other.patch': patch('other.txt', 'old', 'new'),
  'stale.patch': patch('word.txt', 'older', 'new'),
};
const PATH = process.env.PATH;
const { signal } = new AbortController();

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-checkout-'));
  await mkdir(join(folder, 'sources', 'node_modules'), { recursive: true });
  for (const [path, content] of Object.entries(FILES))
    await writeFile(join(folder, 'sources', path), content);
  execFileSync('git', ['init', '--quiet', join(folder, 'sources')]);
});

afterEach(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true });
});

/** No command is run in it, and so nothing is guarded. */
const checkout = () =>
  makeCheckout(Object.keys(FILES), join(folder, 'checkout'), {
    ...{ root: join(folder, 'sources'), runId: 'r', guardian: {} as Guardian, signal },
  });

it('lets patches pass that fit, and changes nothing', async () => {
  const { root, requireFit } = await checkout();
  await requireFit(['word.patch', 'other.patch']);
  expect(await readFile(join(root, 'word.txt'), 'utf8')).toBe('old\n');
});

it('says how to take a change back that the sources have already, and that no attempt would help', async () => {
  for (const file of ['word.txt', 'other.txt']) await writeFile(join(folder, 'sources', file), 'new\n');
  const refused = (await checkout()).requireFit(['word.patch', 'other.patch']);
  await expect(refused).rejects.toBeInstanceOf(Hopeless);
  await expect(refused).rejects.toThrow('Take it back: git apply -R other.patch word.patch');
});

it('names a patch that does not fit', async () => {
  const refused = (await checkout()).requireFit(['word.patch', 'stale.patch']);
  await expect(refused).rejects.toBeInstanceOf(Hopeless);
  await expect(refused).rejects.toThrow('stale.patch does not fit the sources');
});

it('does not blame a patch where git is not there', async () => {
  const { apply, requireFit } = await checkout();
  process.env.PATH = join(folder, 'nowhere');
  for (const work of [() => apply('word.patch'), () => requireFit(['word.patch'])]) {
    const failed = await work().catch((error: unknown) => error);
    expect(String(failed)).toMatch(/git apply .*could not be run/);
    expect(failed).not.toBeInstanceOf(Hopeless);
  }
});
