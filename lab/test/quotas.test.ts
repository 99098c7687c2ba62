import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { preciseCpuSecondsOf } from '../src/host/cpu.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { runEnvironment } from '../src/host/processes/run-environment.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { findCpuQuotas } from '../src/host/quotas/find-quotas.ts';
import type { QuotaGroups } from '../src/host/quotas/quota-groups.ts';
import { removeStaleQuotaGroups } from '../src/host/quotas/stale-groups.ts';
import { processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const quotas = await findCpuQuotas();
let runId: string;
let groups: QuotaGroups;

beforeEach((context) => {
  skipLoudly(context, 'missing' in quotas ? quotas.missing : undefined);
  if ('missing' in quotas) return;
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  groups = quotas.groups(runId);
});

afterEach(async () => {
  if ('missing' in quotas) return;
  for (const { pid } of listProcesses().filter((each) => each.runId === runId)) process.kill(pid, 'SIGKILL');
  await groups.remove();
  expect(existsSync(groups.dir)).toBe(false);
  await untilNothingIsLeft(runId, 2_000);
});

async function startSpinner(program = 'for (;;);'): Promise<ChildProcess & { readonly pid: number }> {
  const stdio = ['pipe', 'ignore', 'inherit'] as const;
  const spinner = spawn(process.execPath, ['-e', program], { env: runEnvironment(runId), stdio: [...stdio] });
  await once(spinner, 'spawn');
  return spinner as ChildProcess & { readonly pid: number };
}

const near = (expected: number) => (value: number) => Math.abs(value - expected) <= 0.1 * expected;

/** CPU seconds per second over two seconds, for each. */
async function shareOf(pids: readonly number[]): Promise<number[]> {
  const read = () => pids.map((pid) => preciseCpuSecondsOf([pid]));
  const before = read();
  const from = performance.now();
  await sleep(2_000);
  const seconds = (performance.now() - from) / 1000;
  return read().map((now, index) => (now - (before[index] ?? 0)) / seconds);
}

test('a process that spins under a quota of a fifth of a CPU uses a fifth of a CPU', async () => {
  const { pid } = await startSpinner();
  groups.add('spinner', pid);
  groups.limit(0.2);
  const [share = 0] = await shareOf([pid]);
  expect(share).toSatisfy(near(0.2));
  const { periods, throttled, seconds } = groups.throttling('spinner');
  // A period is 20 ms, of which it is held for 16.
  expect(periods).toBeGreaterThan(80);
  expect(throttled / periods).toBeGreaterThan(0.9);
  expect(seconds).toBeGreaterThan(1.2);
  expect(groups.pids('spinner')).toEqual([pid]);
});

test('each group has its own quota, whatever the other one does', async () => {
  const pids = [(await startSpinner()).pid, (await startSpinner()).pid];
  for (const [index, pid] of pids.entries()) groups.add(`spinner-${index}`, pid);
  groups.limit(0.1);
  for (const share of await shareOf(pids)) expect(share).toSatisfy(near(0.1));
});

test('threads and children share the quota of their process', async () => {
  const child = "require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);']);";
  const thread = "new (require('node:worker_threads').Worker)('for (;;);', { eval: true });";
  const family = await startSpinner(`process.stdin.once('data', () => { ${child} ${thread} });`);
  groups.add('family', family.pid);
  groups.limit(0.2);
  family.stdin?.write('start both, now that you are in your group');
  const members = () => groups.pids('family');
  const complete = () => members().length === 2 || `${members().length} of 2`;
  await waitUntil('the child to be in the group', complete, { deadlineMs: 10_000 });
  const shares = await shareOf(members());
  expect(shares.reduce((total, share) => total + share, 0)).toSatisfy(near(0.2));
});

test('without a limit, before one and after it, a process has the CPU to itself', async () => {
  const { pid } = await startSpinner();
  groups.add('spinner', pid);
  const [before = 0] = await shareOf([pid]);
  groups.limit(0.1);
  groups.limit(undefined);
  const [after = 0] = await shareOf([pid]);
  // More than any quota of an experiment; how much more is the machine's business.
  expect(Math.min(before, after)).toBeGreaterThan(0.4);
});

test('a process that is gone cannot be added', () => {
  expect(() => groups.add('nobody', 2 ** 22)).toThrow(/ESRCH|EINVAL/);
});

interface KilledLab {
  readonly lab: ChildProcess;
  readonly dir: string;
}

async function startLab(): Promise<KilledLab> {
  const built = here('../dist');
  expect(existsSync(`${built}/host/quotas/find-quotas.js`), 'the lab is not built: npx tsc -b lab').toBe(
    true,
  );
  const args = [here('./fixtures/quotas-to-be-killed.mjs'), built, runId];
  const lab = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(lab.stdout), 'line')) as [string];
  return { lab, dir: (JSON.parse(line) as { dir: string }).dir };
}

test('kill -9 of the lab: the next clean-up kills what is still in its groups and removes them', async () => {
  const { lab, dir } = await startLab();
  expect(await removeStaleQuotaGroups(), 'of a lab that is at work').not.toContain(dir);
  lab.kill('SIGKILL');
  await once(lab, 'exit');
  expect(processesOf(runId)).toHaveLength(1);
  expect(await removeStaleQuotaGroups()).toEqual([dir]);
  expect(existsSync(dir)).toBe(false);
  await untilNothingIsLeft(runId, 2_000);
});
