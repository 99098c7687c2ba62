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
import { runMetered } from '@lab/lab/experiments/steps/metered-command';
import type { Guardian } from '@lab/lab/host/processes/guardian';
import type { ToolOrder } from '@lab/lab/scenario/probe';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GO, MONOLITH, SERVICES } from './arms.ts';
import { buildSeconds } from './build.ts';

const guardian = { watch: () => undefined, unwatch: () => undefined } as unknown as Guardian;
/** Runs tools as the lab does. */
const benchOf = ({ signal } = new AbortController()) => ({
  signal,
  async tool(order: ToolOrder) {
    const { exitCode, wallMs } = await runMetered({ ...order, runId: 'test', guardian, signal });
    return { exitCode, seconds: wallMs / 1_000 };
  },
});
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
  expect(await buildSeconds(root, GO, benchOf())).toBeGreaterThan(0);
  expect(readFileSync(join(source(), 'main.go'), 'utf8')).toBe('package main\n');
  expect(existsSync(join(root, '.lab')) ? readdirSync(join(root, '.lab')) : []).toEqual([]);
});

it('is a command of the run, with the settings of Go of the user, and its files lie where they are removed', async () => {
  vi.stubEnv('GOCACHE', '/own');
  goIs(
    'test "$LAB_RUN_ID" = test && test "$GOCACHE" = /own && case "$GOTMPDIR" in */.lab/*) test -d "$GOTMPDIR" ;; *) false ;; esac',
  );
  expect(await buildSeconds(root, GO, benchOf())).toBeGreaterThan(0);
});

it('adds up the tools that build the service in Nest, in a copy that refers to no other package', async () => {
  const service = join(root, 'microservices/recommendations');
  mkdirSync(join(service, 'src'), { recursive: true });
  mkdirSync(join(root, 'scripts'));
  writeFileSync(join(service, 'src/recommendations.controller.ts'), 'export {};\n');
  writeFileSync(join(service, 'tsconfig.json'), '{ "include": ["src"], "references": [{ "path": "../x" }] }');
  for (const path of ['tsconfig.base.json', 'scripts/bundle.mjs', 'scripts/program.js'])
    writeFileSync(join(root, path), '');
  const { signal } = new AbortController();
  const orders: ToolOrder[] = [];
  const toolsThatEnd = (...codes: readonly number[]) => ({
    signal,
    async tool(order: ToolOrder) {
      orders.push(order);
      const { cwd } = order;
      const changed = readFileSync(join(cwd, 'src/recommendations.controller.ts'), 'utf8');
      expect(changed).toMatch(/^export \{\};\n\nexport const changedFor\d+ = \d+;\n$/);
      expect(JSON.parse(readFileSync(join(cwd, 'tsconfig.json'), 'utf8'))).toEqual({ include: ['src'] });
      expect(existsSync(join(cwd, '../../scripts/bundle.mjs'))).toBe(true);
      return { exitCode: codes[orders.length - 1] ?? 0, seconds: orders.length };
    },
  });
  expect(await buildSeconds(root, SERVICES, toolsThatEnd(0, 0))).toBe(1 + 2);
  expect(orders.map(({ args }) => args.slice(-2))).toEqual([
    ['-p', '.'],
    ['../../scripts/bundle.mjs', 'microservices/recommendations'],
  ]);
  orders.length = 0;
  expect(await buildSeconds(root, SERVICES, toolsThatEnd(2)), 'what is not compiled').toBeUndefined();
  expect(orders).toHaveLength(1);
});

it('says nothing where the build fails, where there is no tool, and where there is nothing to build', async () => {
  goIs('exit 1');
  expect(await buildSeconds(root, GO, benchOf())).toBeUndefined();
  vi.stubEnv('PATH', join(root, 'nowhere'));
  expect(await buildSeconds(root, GO, benchOf())).toBeUndefined();
  expect(await buildSeconds(root, MONOLITH, benchOf())).toBeUndefined();
});

it('ends the tool when the trial is called off', async () => {
  goIs('exec tail -f /dev/null');
  const off = new AbortController();
  const building = buildSeconds(root, GO, benchOf(off));
  off.abort(new Error('called off'));
  await expect(building).rejects.toThrow('called off');
});
