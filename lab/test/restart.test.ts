import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeBase } from '../src/experiments/steps/code-base.ts';
import { restart } from '../src/experiments/steps/restart.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { untilNothingIsLeft } from './left-over.ts';

const root = fileURLToPath(new URL('./fixtures', import.meta.url));
const applied = { change: 'clean', edited: undefined, marker: undefined, declared: undefined } as const;
let folder: string;
let runId: string;
let guardian: Guardian;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-restart-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  guardian = acquireGuardian(runId);
});

afterEach(async () => {
  await guardian.release();
  await untilNothingIsLeft(runId, 5_000);
  await rm(folder, { recursive: true });
});

/**
 * Restarts so many processes, each of which uses so much CPU time and then waits before it is ready. Seconds.
 *
 * @param marker what they are to say, as changed code does when it is loaded
 */
async function restarted(count: number, burn: number, late: number, marker?: string) {
  const names = ['orders', ...Array.from({ length: count - 1 }, (_, index) => `orders${index + 2}`)];
  const env = { BURN_SECONDS: String(burn), LATE_SECONDS: String(late) };
  const processes = names.map((name) => ({ name, entry: 'shop.mjs', env: { ...env, NAME: name } }));
  const codeBase = { root, side: 'services', growth: 1, processes } as unknown as CodeBase;
  const logDir = join(folder, 'logs');
  await mkdir(logDir, { recursive: true });
  const setting = {
    ...{ runId, guardian, scratch: folder },
    system: async () => ({ dataDir: folder, logDir, env: {} }),
  };
  const task = { project: '.', packages: [], tests: '.', restarted: names };
  return restart(codeBase, { ...applied, marker, undo: async () => undefined }, task, setting, (why) => {
    throw new Error(why);
  });
}

test('the time of a restart is that until all are ready, and its CPU time what they used until then', async () => {
  const idle = await restarted(1, 0, 0);
  const busy = await restarted(1, 0.6, 0.8);
  expect(busy).toMatchObject({ step: 'restart', processesRestarted: 1 });
  expect(busy.wallMs).toBeGreaterThan(1_400);
  // CPU time, unlike time, does not depend on who else is busy: what both use to start differs by little.
  expect(busy.cpuSeconds - idle.cpuSeconds).toBeGreaterThan(0.5);
  expect(busy.cpuSeconds - idle.cpuSeconds).toBeLessThan(0.8);
}, 30_000);

test('processes that are started in waves take the time of all waves', async () => {
  // One, and its nine copies eight at a time.
  const three = await restarted(10, 0.1, 0.5);
  expect(three.processesRestarted).toBe(10);
  expect(three.wallMs).toBeGreaterThan(3 * 500);
  expect(three.cpuSeconds).toBeGreaterThan(10 * 0.1);
}, 60_000);

test('a process that does not say what changed code says makes its step fail', async () => {
  await expect(restarted(1, 0, 0, 'never_said')).rejects.toThrow('orders did not load the changed code');
}, 30_000);
