import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findLibrary, findProgram } from './find-program.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-find-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('what a variable names is looked for only where it is set', async () => {
  const places = ['$KETTLE_HOME/lib.jar'];
  await writeFile(join(folder, 'lib.jar'), '');
  vi.stubEnv('KETTLE_HOME', '');
  expect(await findLibrary(places)).toBeUndefined();
  vi.stubEnv('KETTLE_HOME', folder);
  expect(await findLibrary(places)).toBe(join(folder, 'lib.jar'));
});

test('a program without what it runs is none', async () => {
  const program = join(folder, 'kettled');
  await writeFile(program, '', { mode: 0o755 });
  const facts = { usualPlaces: [program], programs: [], libraries: [join(folder, 'lib.jar')] };
  expect(await findProgram(facts)).toBeUndefined();
  await writeFile(join(folder, 'lib.jar'), '');
  expect(await findProgram(facts)).toBe(program);
});
