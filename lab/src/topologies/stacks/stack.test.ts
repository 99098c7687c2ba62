import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { examineStack } from '../../../bin/doctor/stacks.mjs';
import { builtWith, stackOf, whyNotBuilt } from './stack.ts';

const pigeon = {
  id: 'pigeon',
  name: 'notices by pigeon',
  tool: 'Pigeon',
  programs: ['pigeonc'],
  folder: 'services/pigeon',
  sources: ['.pgn'],
  program: 'dist/pigeon',
  built: 'dist/built.txt',
  build: 'make pigeon',
  remedy: 'feed one, then run make pigeon',
};
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stack-'));
  await mkdir(join(root, pigeon.folder, 'dist'), { recursive: true });
  vi.stubEnv('PATH', root);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function write(name: string, seconds: number): Promise<void> {
  const path = join(root, pigeon.folder, name);
  await writeFile(path, '');
  await utimes(path, seconds, seconds);
}

/** What a run and the doctor say of it. */
const said = () => ({ run: whyNotBuilt(pigeon, root)?.en, doctor: examineStack(root, pigeon) });

it('a program that is not built is missing, with the way to get it', async () => {
  expect(said()).toMatchObject({
    run: 'notices by pigeon is not built. Remedy: feed one, then run make pigeon',
    doctor: { id: 'pigeon', state: 'missing', found: 'not built; no Pigeon', remedy: pigeon.remedy },
  });
  await writeFile(join(root, 'pigeonc'), '', { mode: 0o755 });
  expect(said().doctor).toMatchObject({ found: 'not built yet; Pigeon is there', remedy: 'make pigeon' });
});

it('a program that is as new as its sources is there, and an older one is not', async () => {
  await write('main.pgn', 1_000);
  await write('README.md', 2_000);
  await write('dist/built.txt', 1_000);
  const missing = { run: expect.stringContaining('is not built') as string, doctor: { state: 'missing' } };
  expect(said()).toMatchObject(missing);
  await write('dist/pigeon', 1_000);
  expect(said()).toMatchObject({ run: undefined, doctor: { state: 'found' } });
  await write('wing.pgn', 1_001);
  expect(said()).toMatchObject({
    run: 'notices by pigeon is older than its sources. Build it again: make pigeon',
    doctor: { state: 'missing' },
  });
});

it('a run tells the version of the tool that built it', async () => {
  await writeFile(join(root, pigeon.folder, pigeon.built), `pigeonc version 3.1 ${'0a'.repeat(32)}\n`);
  expect(builtWith(pigeon, root)).toEqual({
    ...{ name: 'notices by pigeon', origin: 'make pigeon', version: 'pigeonc version 3.1' },
  });
});

it('there are facts for each stack that a choice names', () => {
  expect(stackOf('go').build).toBe('make go');
  expect(stackOf('python').build).toBe('make python');
  expect(() => stackOf('cobol')).toThrow('cobol.json');
});
