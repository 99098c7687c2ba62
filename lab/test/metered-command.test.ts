import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MeteredCommand, runMetered } from '../src/experiments/steps/metered-command.ts';
import { acquireGuardian, type Guardian } from '../src/host/processes/guardian.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { processesOf, untilNothingIsLeft } from './left-over.ts';

const runId = `test-${process.pid}-meter`;
let guardian: Guardian;

beforeAll(() => {
  guardian = acquireGuardian(runId);
});

afterAll(async () => {
  await guardian.release();
  await untilNothingIsLeft(runId, 5_000);
});

describe('the meter of commands', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-metered-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Node in a shell in a shell, where the innermost uses so much CPU time besides that of its own start. */
  const grandchild = (cpuSeconds: number): MeteredCommand => {
    const burn = `const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
      const until = used() + ${cpuSeconds}; while (used() < until);`;
    // The last command of a shell would take its place: another one follows.
    const inner = ['-c', '"$0" -e "$1"; true', process.execPath, burn];
    return {
      ...{ name: 'burn', command: 'sh', args: ['-c', 'sh "$@"; true', 'sh', ...inner] },
      ...{ cwd: folder, runId, guardian, deadlineMs: 30_000 },
    };
  };

  test("reads half a second of CPU time that a child's child has used as half a second", async () => {
    const idle = await runMetered(grandchild(0));
    const busy = await runMetered(grandchild(0.5));
    expect(busy.exitCode).toBe(0);
    // The rest is what the starts of three programs differ by.
    expect(busy.cpuSeconds - idle.cpuSeconds).toBeGreaterThan(0.45);
    expect(busy.cpuSeconds - idle.cpuSeconds).toBeLessThan(0.6);
    expect(busy.wallMs).toBeGreaterThan(500);
  });

  test('does not take waiting for computing', async () => {
    const waited = await runMetered({ ...grandchild(0), command: 'sleep', args: ['0.5'] });
    expect(waited.wallMs).toBeGreaterThanOrEqual(500);
    expect(waited.cpuSeconds).toBeLessThan(0.1);
  });

  test('tells the exit code, and what was said on either output', async () => {
    const command = { ...grandchild(0), command: 'sh', args: ['-c', 'echo out; echo err >&2; exit 7'] };
    expect(await runMetered(command)).toMatchObject({ exitCode: 7, output: 'out\nerr\n' });
  });

  test('kills it, with its children, when it is called off or late', async () => {
    const sleeper = { ...grandchild(0), command: 'sh', args: ['-c', 'sleep 600 & wait'] };
    const controller = new AbortController();
    const called = runMetered({ ...sleeper, signal: controller.signal });
    const sleeps = () => processesOf(runId).some((line) => line.includes('sleep 600')) || 'not yet';
    await waitUntil('the sleeper to run', sleeps, { deadlineMs: 5_000 });
    controller.abort(new Error('Ctrl-C'));
    await expect(called).rejects.toThrow('Ctrl-C');
    await expect(runMetered({ ...sleeper, deadlineMs: 100 })).rejects.toThrow(
      'burn did not end within 0.1 s',
    );
    const gone = () => !processesOf(runId).some((line) => line.includes('sleep 600')) || 'still there';
    await waitUntil('the sleepers to be gone', gone, { deadlineMs: 5_000 });
  });
});
