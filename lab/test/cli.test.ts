import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { manifestSchema } from '../src/records/manifest.ts';
import { trialSchema } from '../src/records/trial.ts';

const bin = join(PROJECT_ROOT, 'lab', 'bin', 'lab.js');
const results = join(PROJECT_ROOT, 'results', 'latency');
// As in CI, where a library may take the log for a coloured terminal.
const env = { CI: 'true', FORCE_COLOR: undefined };
const lab = (...args: string[]) =>
  execa(process.execPath, [bin, ...args], { reject: false, cwd: PROJECT_ROOT, env });
const runs = () => readdir(results).catch(() => []);
const before = new Set(await runs());
const newRuns = async () => (await runs()).filter((run) => !before.has(run));
const leftovers = (runId: string) => listProcesses().filter((process) => process.runId === runId);

afterEach(async () => {
  for (const run of await newRuns()) await rm(join(results, run), { recursive: true });
});

describe('lab', () => {
  it.each([
    [['run', 'nonsense'], 'latency'],
    [['run', 'latency', '--profile', 'x'], 'smoke, quick, full'],
    [['run', 'latency', '--arms', 'foo'], 'Bases: monolith, microservices. Short names: monolith-serialized'],
    [['run', 'latency', '--arms', 'monolith,monolith+'], '"monolith+" is no arm'],
    [['run', 'latency', '--arms', 'microservices+calls=direct'], 'Valid for microservices: timeouts=on|off'],
    [['run', 'fault-isolation', '--arms', 'monolith-cluster'], 'exists, but the scenario fault-isolation'],
    [['up', 'monolith+timeouts=never'], 'Valid: on, off'],
    [['run', 'latency', '--seed', 'abc'], 'whole number'],
    [['run', 'latency', '--driver', 'ab'], 'k6, embedded'],
    [['run', 'latency', '--nonsense'], '--nonsense'],
    [['frobnicate'], 'frobnicate'],
  ])('answers %j with 2, says what is valid, and leaves nothing', async (args, hint) => {
    const { exitCode, stderr } = await lab(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
    expect(await newRuns()).toEqual([]);
  });

  it('answers 3 when k6 is asked for and missing, with what to do, and leaves nothing', async () => {
    const { exitCode, stderr } = await execa(process.execPath, [bin, 'run', '--driver', 'k6'], {
      reject: false,
      env: { PATH: '/nowhere' },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/k6 is missing[\s\S]*install k6[\s\S]*embedded/);
    expect(await newRuns()).toEqual([]);
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

  it('runs a scenario to its files and leaves no process and no data behind', async () => {
    const args = [
      'run',
      'latency',
      '--profile',
      'smoke',
      '--arms',
      'monolith',
      '--seed',
      '7',
      '--json',
      '--quiet',
    ];
    const { exitCode, stdout, stderr } = await lab(...args);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const comparison = comparisonFileSchema.parse(JSON.parse(stdout));
    expect(comparison).toMatchObject({ scenario: 'latency', arms: ['monolith'], valid: true });
    expect(comparison.metrics.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['all.p50', 'cpu-per-request', 'memory', 'startup', 'all.p50@moderate']),
    );
    // Six orders have no p50 worth the name: their report shows a dash.
    expect(comparison.metrics.map(({ id }) => id)).not.toContain('place-order.p50');

    const folder = join(results, comparison.runId);
    const read = async (path: string) => JSON.parse(await readFile(join(folder, path), 'utf8'));
    expect(await read('comparison.json')).toEqual(comparison);
    expect(manifestSchema.parse(await read('manifest.json'))).toMatchObject({ status: 'finished', seed: 7 });
    const trials = (await readdir(join(folder, 'trials'))).filter((name) => name.endsWith('.json'));
    for (const name of trials) {
      const trial = trialSchema.parse(await read(`trials/${name}`));
      expect(trial.phases.flatMap(({ failures }) => failures)).toEqual([]);
    }
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('</html>');
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toContain('`mono.direct-calls`');
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((name) => name.includes('.sqlite') || name.endsWith('.part'))).toEqual([]);
    expect(leftovers(comparison.runId)).toEqual([]);
  });

  it('answers 6 with --gate when a claim is not as expected, and with --quiet prints the summary alone', async () => {
    // One arm alone decides no claim.
    const args = ['run', 'latency', '--profile', 'smoke', '--arms', 'monolith', '--gate', '--quiet'];
    const { exitCode, stdout, stderr } = await lab(...args);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/smoke profile[\s\S]*Claims[\s\S]*Report:/);
    const lines = stderr.split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(/^Not as expected: mono\.direct-calls is inconclusive, not supported: This run/),
    );
    // No progress, and nothing that only a terminal understands.
    expect(lines.filter((line) => !line.startsWith('Not as expected: '))).toEqual([]);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('ends in order when it is interrupted, with 130', async () => {
    const running = lab('run', 'latency', '--profile', 'smoke', '--arms', 'monolith');
    await waitUntil('a run to begin', async () => (await newRuns()).length > 0 || 'no folder', {
      deadlineMs: 20_000,
    });
    const [runId = ''] = await newRuns();
    await waitUntil('its processes', () => leftovers(runId).length > 0 || 'none', { deadlineMs: 20_000 });
    running.kill('SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    expect(leftovers(runId)).toEqual([]);
    // Nothing had been measured yet.
    expect(await newRuns()).toEqual([]);
  });

  it('answers 4 and tells why when the deployment dies in every trial, and keeps the logs', async () => {
    const running = lab('run', 'latency', '--profile', 'smoke', '--arms', 'monolith');
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    const killed = new Set<number>();
    await waitUntil(
      'the run to give up',
      async () => {
        const [runId = ''] = await newRuns();
        const serving = leftovers(runId).filter(({ command }) => command.endsWith('monolith/dist/main.js'));
        for (const { pid } of serving) {
          killed.add(pid);
          process.kill(pid, 'SIGKILL');
        }
        return ended || `${killed.size} killed`;
      },
      { deadlineMs: 50_000, everyMs: 500 },
    );
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/No valid result: monolith ended with SIGKILL/);
    const [run = ''] = await newRuns();
    expect(leftovers(run)).toEqual([]);
    const files = await readdir(join(results, run), { recursive: true });
    expect(files.filter((name) => name.endsWith('monolith.log'))).toHaveLength(killed.size);
  });
});
