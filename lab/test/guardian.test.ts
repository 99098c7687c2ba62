import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireGuardian, type WardSpec } from '../src/host/processes/guardian.ts';
import { runEnvironment } from '../src/host/processes/run-environment.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { findCpuQuotas } from '../src/host/quotas/find-quotas.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-guardian-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** A shell that waits in a child of its own. */
function sleeper(runId: string): WardSpec {
  return {
    name: 'sleeper',
    command: 'sh',
    args: ['-c', 'sleep 600 & wait'],
    cwd: folder,
    env: runEnvironment(runId),
    log: join(folder, 'sleeper.log'),
  };
}

const BUILT = here('../dist');

/** Starts a lab that waits to be killed. @returns besides, the first line that it says */
async function startLab(fixture: string, ...args: string[]) {
  expect(existsSync(join(BUILT, 'cli.js')), 'the lab is not built: npx tsc -b lab').toBe(true);
  const lab = spawn(process.execPath, [here(`./fixtures/${fixture}`), BUILT, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(lab.stdout), 'line')) as [string];
  return { lab, line };
}

async function untilRunning(runId: string, command: string): Promise<void> {
  const look = () =>
    processesOf(runId).some((line) => line.includes(command)) || processesOf(runId).join('; ');
  await waitUntil(`${command} to run`, look, { deadlineMs: 5_000 });
}

test('ends a process with all its children, and tells how it ended', async () => {
  const runId = `test-${process.pid}-ward`;
  const guardian = acquireGuardian(runId);
  const ward = await guardian.start(sleeper(runId));
  await untilRunning(runId, 'sleep 600');
  await ward.end();
  expect(await ward.exited).toEqual(expect.objectContaining({ signal: 'SIGKILL' }));
  await guardian.release();
  await untilNothingIsLeft(runId, 2_000);
});

test('one guardian serves a run until the last one who acquired it lets go', async () => {
  const runId = `test-${process.pid}-shared`;
  const first = acquireGuardian(runId);
  const second = acquireGuardian(runId);
  expect(second.pid).toBe(first.pid);
  await first.start(sleeper(runId));
  await first.release();
  await first.release();
  await untilRunning(runId, 'sleep 600');
  await second.release();
  await untilNothingIsLeft(runId, 2_000);
});

test('a folder that it watches goes with it, and whatever is in it', async () => {
  const dir = await mkdtemp(join(folder, 'of-the-lab-'));
  await writeFile(join(dir, 'database.sqlite'), 'rows');
  const guardian = acquireGuardian(`test-${process.pid}-folder`);
  guardian.watchFolder(dir);
  expect(existsSync(dir)).toBe(true);
  await guardian.release();
  expect(existsSync(dir)).toBe(false);
});

test('a program that does not exist is reported by name', async () => {
  const runId = `test-${process.pid}-absent`;
  const guardian = acquireGuardian(runId);
  const start = guardian.start({ ...sleeper(runId), command: 'no-such-program' });
  await expect(start).rejects.toThrow(/sleeper could not be started: .*ENOENT/);
  await guardian.release();
});

test('Ctrl-C passes it by, and should it be killed the lab ends what it guarded', async () => {
  const runId = `test-${process.pid}-killed`;
  const guardian = acquireGuardian(runId);
  const ward = await guardian.start(sleeper(runId));
  process.kill(guardian.pid, 'SIGINT');
  await untilRunning(runId, 'guardian.cjs');
  process.kill(guardian.pid, 'SIGKILL');
  await ward.exited;
  await untilNothingIsLeft(runId, 2_000);
  await guardian.release();
});

test('kill -9 of the lab leaves no broker, no epmd, no service and no port taken', async () => {
  const runId = `test-${process.pid}-lab`;
  const { lab, line } = await startLab('lab-to-be-killed.mjs', folder, runId, here('./fixtures'));
  const { AMQP_URL, urls } = JSON.parse(line) as { AMQP_URL: string; urls: string[] };
  // Guardian, four services, the stubborn one's worker, epmd, the broker's shell, the broker and its helpers.
  expect(processesOf(runId).length).toBeGreaterThanOrEqual(9);
  lab.kill('SIGKILL');
  // The drain of the services may take 5 s.
  await untilNothingIsLeft(runId, 10_000);
  for (const url of [AMQP_URL, ...urls]) expect(await isRefused(url)).toBe(true);
});

test('kill -9 of the lab leaves no group under a CPU quota', async (context) => {
  const quotas = await findCpuQuotas();
  skipLoudly(context, 'missing' in quotas ? quotas.missing : undefined);
  const runId = `test-${process.pid}-quotas`;
  const { lab, line } = await startLab('quotas-to-be-killed.mjs', runId, 'guarded');
  const { dir } = JSON.parse(line) as { dir: string };
  expect(existsSync(dir)).toBe(true);
  lab.kill('SIGKILL');
  // What does not end by itself is given 5 s, and the machine may be busy.
  await untilNothingIsLeft(runId, 30_000);
  expect(existsSync(dir)).toBe(false);
});

test('kill -9 of the lab ends a command whose time it takes', async () => {
  const runId = `test-${process.pid}-metered`;
  const { lab } = await startLab('build-to-be-killed.mjs', folder, runId);
  lab.kill('SIGKILL');
  await untilNothingIsLeft(runId, 30_000);
});
