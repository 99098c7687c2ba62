import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireBuilt } from './built.ts';

const processes = [{ name: 'shop', entry: 'shop/dist/program.js' }];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'built-'));
  await mkdir(join(root, 'shop/dist'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const write = async (name: string, seconds: number) => {
  await writeFile(join(root, 'shop/dist', name), '');
  await utimes(join(root, 'shop/dist', name), seconds, seconds);
};

it('refuses a program that is not there, and one that is older than what was compiled', async () => {
  await expect(requireBuilt({ processes }, root)).rejects.toThrow(
    'program.js is not there. Build the project',
  );
  await write('program.js', 1_000);
  await write('.tsbuildinfo', 1_001);
  await expect(requireBuilt({ processes }, root)).rejects.toThrow('program.js is older than');
});

it('refuses a program of another stack that is not built', async () => {
  const other = { name: 'shop', command: ['shop/dist/program'] as const, stack: 'go' };
  await expect(requireBuilt({ processes: [other] }, root)).rejects.toThrow(
    /^service in Go is not built\. Remedy: .*make go$/,
  );
});

it('takes a program that is as new, or that nobody compiles', async () => {
  await write('program.js', 1_000);
  await requireBuilt({ processes }, root);
  await write('.tsbuildinfo', 999);
  await requireBuilt({ processes }, root);
});
