import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GO, MONOLITH } from './arms.ts';
import { buildSeconds } from './build.ts';

const { signal } = new AbortController();
let root: string;
const source = () => join(root, 'microservices/recommendations-go');

/** A project with a program in Go, and a tool of that name that does so. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-test-'));
  mkdirSync(join(source(), 'dist'), { recursive: true });
  writeFileSync(join(source(), 'main.go'), 'package main\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function goIs(script: string): void {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'go'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'go'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
}

it('builds a changed copy without what was built before, and leaves nothing', async () => {
  goIs('grep -q changedFor main.go && test ! -e dist && test "$1" = build');
  expect(await buildSeconds(root, GO, signal)).toBeGreaterThan(0);
  expect(readFileSync(join(source(), 'main.go'), 'utf8')).toBe('package main\n');
  expect(existsSync(join(root, '.lab')) ? readdirSync(join(root, '.lab')) : []).toEqual([]);
});

it('says nothing where the build fails, where there is no tool, and where there is nothing to build', async () => {
  goIs('exit 1');
  expect(await buildSeconds(root, GO, signal)).toBeUndefined();
  vi.stubEnv('PATH', join(root, 'nowhere'));
  expect(await buildSeconds(root, GO, signal)).toBeUndefined();
  expect(await buildSeconds(root, MONOLITH, signal)).toBeUndefined();
});

it('ends the tool when the trial is called off', async () => {
  goIs('exec sleep 600');
  const off = new AbortController();
  const building = buildSeconds(root, GO, off.signal);
  off.abort(new Error('called off'));
  await expect(building).rejects.toThrow('called off');
});
