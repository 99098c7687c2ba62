import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeptOutputs } from './outputs.ts';

let folder: string;
let root: string;
let outputs: KeptOutputs;
const main = () => join(root, 'shop/dist/main.js');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-outputs-'));
  root = join(folder, 'code');
  await mkdir(join(root, 'shop/dist/deep'), { recursive: true });
  await writeFile(main(), 'old');
  await writeFile(join(root, 'shop/dist/deep/part.js'), 'part');
  outputs = await KeptOutputs.keep(root, join(folder, 'kept'), ['shop']);
});

afterEach(() => rm(folder, { recursive: true }));

it('takes changed, added and removed files back to what they were, and when they were written', async () => {
  const before = await stat(main());
  await writeFile(main(), 'new');
  await writeFile(join(root, 'shop/dist/added.js'), 'added');
  await rm(join(root, 'shop/dist/deep'), { recursive: true });
  await outputs.restore();
  expect(await readFile(main(), 'utf8')).toBe('old');
  expect(Math.round((await stat(main())).mtimeMs)).toBe(Math.round(before.mtimeMs));
  expect((await readdir(join(root, 'shop/dist'))).sort()).toEqual(['deep', 'main.js']);
  expect(await readFile(join(root, 'shop/dist/deep/part.js'), 'utf8')).toBe('part');
});

it('takes back a first build', async () => {
  await outputs.removeAll();
  await expect(stat(main())).rejects.toThrow('ENOENT');
  await outputs.restore();
  expect(await readFile(main(), 'utf8')).toBe('old');
});
