import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let root: string;
const inDist = (name: string) => join(root, 'pigeon/dist', name);

/** A project with a stack whose tool writes the program, unless it is told to fail. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-stack-'));
  for (const folder of ['scripts', 'lab/src/topologies/stacks', 'pigeon/dist', 'bin'])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'build-stack.mjs'), join(root, 'scripts/build-stack.mjs'));
  const facts = {
    ...{ id: 'pigeon', name: 'notices by pigeon', tool: 'Pigeon', programs: ['pigeonc'], folder: 'pigeon' },
    ...{ sources: ['.pgn'], program: 'dist/program', built: 'dist/built.txt', remedy: 'feed one' },
  };
  writeFileSync(join(root, 'lab/src/topologies/stacks/pigeon.json'), JSON.stringify(facts));
  writeFileSync(join(root, 'pigeon/main.pgn'), 'coo');
  writeFileSync(
    join(root, 'scripts/build-pigeon.mjs'),
    "import { buildStack } from './build-stack.mjs';\nbuildStack('pigeon', ['version'], (tool, run) => run(tool, 'build'));\n",
  );
  const tool =
    '#!/bin/sh\nif [ "$1" = version ]; then echo pigeonc 3; exit; fi\necho half >dist/program; exit $FAILS\n';
  writeFileSync(join(root, 'bin/pigeonc'), tool);
  chmodSync(join(root, 'bin/pigeonc'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

function build(fails = 0): { readonly status: number | null; readonly said: string } {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/build-pigeon.mjs'], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}`, FAILS: String(fails) },
    encoding: 'utf8',
  });
  return { status, said: stdout };
}

it('builds once of the same sources, and again where the program is gone', () => {
  expect(build()).toMatchObject({ status: 0, said: 'Built: notices by pigeon\n' });
  expect(readFileSync(inDist('built.txt'), 'utf8')).toMatch(/^pigeonc 3 [0-9a-f]{64}\n$/);
  expect(build().said).toContain('built of these sources already');
  rmSync(inDist('program'));
  expect(build().said).toBe('Built: notices by pigeon\n');
  expect(existsSync(inDist('program'))).toBe(true);
});

it('a build that fails leaves no word that there is a program', () => {
  build();
  writeFileSync(join(root, 'pigeon/main.pgn'), 'coo coo');
  expect(build(1).status).toBe(4);
  expect(existsSync(inDist('built.txt'))).toBe(false);
});
