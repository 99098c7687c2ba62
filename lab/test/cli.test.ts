import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { labCommands } from './lab-commands.ts';
import { untilItHasARun } from './left-over.ts';

const bin = join(PROJECT_ROOT, 'lab', 'bin', 'lab.js');
const results = join(PROJECT_ROOT, 'results', 'latency');
// As in CI, where a library may take the log for a coloured terminal.
const env = { CI: 'true', FORCE_COLOR: undefined };
const lab = (...args: string[]) =>
  execa(process.execPath, [bin, ...args], { reject: false, cwd: PROJECT_ROOT, env });
const carryOut = labCommands();
/** Removed after the test that made them. */
const made: string[] = [];
/** A start and the seeding, on a machine that is busy. */
const STEP_MS = 60_000;
/** Every attempt at a round, of which none gets past its start. */
const GIVES_UP_MS = 120_000;
const runs = () => readdir(results).catch(() => []);
/** Runs that were not there before and that nobody is at work on. The tests beside this one run the lab too. */
async function abandoned(before: readonly string[]): Promise<string[]> {
  const added = (await runs()).filter((run) => !before.includes(run));
  const files = await Promise.all(added.map((run) => readdir(join(results, run)).catch(() => ['lock-'])));
  return added.filter((_, index) => !files[index]?.some((name) => name.startsWith('lock-')));
}
const leftovers = (runId: string) => listProcesses().filter((process) => process.runId === runId);

afterEach(async () => {
  for (const run of made.splice(0)) await rm(join(results, run), { recursive: true, force: true });
});

describe('lab', () => {
  it.each([
    [['run', 'nonsense'], 'latency'],
    [['run', 'latency', '--profile', 'x'], 'smoke, quick, full'],
    [['run', 'latency', '--arms', 'foo'], 'Bases: monolith, microservices. Short names: monolith-serialized'],
    [['run', 'latency', '--arms', 'monolith,monolith+'], '"monolith+" is no arm'],
    [['run', 'latency', '--arms', 'microservices+calls=direct'], 'Valid for microservices: timeouts=on|off'],
    [['run', 'fault-isolation', '--arms', 'monolith-x3'], 'exists, but the scenario fault-isolation'],
    [['up', 'monolith+timeouts=never'], 'Valid: on, off'],
    [['run', 'latency', '--seed', 'abc'], 'whole number'],
    [['run', 'latency', '--driver', 'ab'], 'embedded, k6'],
    [['run', 'latency', '--live', '--port', '80a'], '--port 80a is not valid'],
    [['run', 'latency', '--nonsense'], '--nonsense'],
    [['answers', '--lang', 'de'], 'Valid: en, ko'],
    [['answers', '--from', 'memory'], 'Valid: own, reference'],
    [['frobnicate'], 'frobnicate'],
  ])('answers %j with 2, says what is valid, and leaves nothing', async (args, hint) => {
    const before = await runs();
    const { exitCode, stderr } = await carryOut(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
    expect(await abandoned(before)).toEqual([]);
  });

  it.each([
    [['run', 'nonsense', '--lang', 'ko'], {}, '없는 시나리오: "nonsense"'],
    [['report', 'nonsense'], { LC_ALL: 'ko_KR.UTF-8' }, '오류: 없는 실행: "nonsense"'],
  ])('tells %j in Korean where that is asked for', async (args, asked, hint) => {
    const { exitCode, stderr } = await execa(process.execPath, [bin, ...args], {
      ...{ reject: false, cwd: PROJECT_ROOT },
      env: { ...env, ...asked },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });

  it('answers 3 when k6 is asked for and missing, with what to do, and leaves nothing', async () => {
    const before = await runs();
    const { exitCode, stderr } = await execa(process.execPath, [bin, 'run', '--driver', 'k6'], {
      reject: false,
      env: { PATH: '/nowhere' },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/k6 is missing[\s\S]*install k6[\s\S]*embedded/);
    expect(await abandoned(before)).toEqual([]);
  });

  it('lists what can be run', async () => {
    const { exitCode, stdout } = await lab('list', '--json');
    expect(exitCode).toBe(0);
    const listing = JSON.parse(stdout);
    expect(listing.scenarios.map(({ id }: { id: string }) => id)).toContain('latency');
    const ids = (of: readonly { readonly id: string }[]) => of.map(({ id }) => id);
    expect(ids(listing.bases)).toEqual(expect.arrayContaining(['monolith', 'microservices']));
    expect(ids(listing.choices)).toContain('timeouts');
    expect(ids(listing.choices)).not.toContain('slowed');
    expect(listing.shortNames).toContainEqual({ id: 'monolith-x2', arm: 'monolith+workers=2' });
    const text = (await lab('list')).stdout;
    expect(text).toMatch(
      /timeouts +whether callers give up waiting .*\n +on: .*default.*\n +off: callers wait/,
    );
  });

  it('ends in order when it is interrupted, with 130', async () => {
    const running = lab('run', 'latency', '--profile', 'smoke', '--arms', 'monolith');
    const runId = await untilItHasARun('latency', running.pid, STEP_MS);
    made.push(runId);
    await waitUntil('its processes', () => leftovers(runId).length > 0 || 'none', { deadlineMs: STEP_MS });
    running.kill('SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    expect(leftovers(runId)).toEqual([]);
    // Nothing had been measured yet.
    expect(await runs()).not.toContain(runId);
  });

  it('answers 4 and tells why when the deployment dies in every trial, and keeps the logs', async () => {
    const running = lab('run', 'latency', '--profile', 'smoke', '--arms', 'monolith');
    const runId = await untilItHasARun('latency', running.pid, STEP_MS);
    made.push(runId);
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    const killed = new Set<number>();
    await waitUntil(
      'the run to give up',
      () => {
        const serving = leftovers(runId).filter(({ command }) =>
          command.endsWith('monolith/dist/program.js'),
        );
        for (const { pid } of serving) {
          killed.add(pid);
          process.kill(pid, 'SIGKILL');
        }
        return ended || `${killed.size} killed`;
      },
      { deadlineMs: GIVES_UP_MS, everyMs: 100 },
    );
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/No valid result: monolith ended with SIGKILL/);
    expect(leftovers(runId)).toEqual([]);
    const files = await readdir(join(results, runId), { recursive: true });
    expect(files.filter((name) => name.endsWith('monolith.log'))).toHaveLength(killed.size);
  });
});
