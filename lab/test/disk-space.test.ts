import { access, mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, expect, test } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { manifestSchema } from '../src/records/manifest.ts';
import { processesOf } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';
import { tossingLab } from './tossing-lab.ts';

const STEP_MS = 60_000;
/** A start, the seeding and a round, on a machine that is busy. */
const WHOLE_MS = 240_000;
/** A disk of its own is mounted where this scenario's runs lie, which nothing else writes to. */
const scenario = 'toss-on-a-small-disk';
const folder = join(PROJECT_ROOT, 'results', scenario);
const elsewhere = await mkdtemp(join(tmpdir(), 'lab-disk-'));
/** Trials wait as long as this file is there. */
const hand = join(elsewhere, 'hand');
let mounted = false;
let lab: ReturnType<typeof start> | undefined;
const runs = async () => (await readdir(folder)).filter((name) => /^\d/.test(name));
const fill = () => writeFile(join(folder, 'filler'), Buffer.alloc(150 * 1024 * 1024));

const start = () =>
  tossingLab({ TOSS_AS: scenario, HAND_ON_THE_COIN: hand })(
    ...['run', scenario, '--profile', 'quick', '--arms', 'monolith'],
  );

/** @returns why it cannot be done here */
async function mountDisk(size: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const args = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder];
  const { failed, stderr } = await execa('mount', args, { reject: false });
  mounted = !failed;
  return failed ? `no file system can be mounted here: ${stderr}` : undefined;
}

afterEach(async () => {
  lab?.kill('SIGINT');
  await lab;
  await rm(hand, { force: true });
  if (mounted) await execa('umount', [folder]);
  mounted = false;
  await rmdir(folder).catch(() => undefined);
});

afterAll(() => rm(elsewhere, { recursive: true }));

test('a run that would not fit is refused before anything starts', async (context) => {
  skipLoudly(context, await mountDisk('40m'));
  const { exitCode, stderr } = await start();
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(
    /error: Too little space in \S+results\/toss-on-a-small-disk: \d+ MB are free, \d+ MB are needed/,
  );
  expect(stderr).not.toContain('Seeding');
  expect(await readdir(folder)).toEqual([]);
});

test('a disk that is full while a run starts calls it off at once', async (context) => {
  skipLoudly(context, await mountDisk('200m'));
  await writeFile(hand, '');
  lab = start();
  await waitUntil('the run to begin', async () => (await runs()).length > 0 || 'no folder', {
    deadlineMs: STEP_MS,
  });
  await fill();
  const { exitCode, stderr } = await lab;
  expect(stderr).toMatch(/error: No space left in \S+results\/toss-on-a-small-disk: \d+ MB are free/);
  expect(exitCode).toBe(4);
  expect(await runs()).toEqual([]);
});

test(
  'a disk that is full during a run calls it off at once, and what was measured is kept',
  async (context) => {
    skipLoudly(context, await mountDisk('200m'));
    lab = start();
    const trials = async () => {
      const [runId] = await runs();
      const names = runId ? await readdir(join(folder, runId, 'trials')) : [];
      return names.filter((name) => name.endsWith('.json'));
    };
    await waitUntil('a first trial', async () => (await trials()).length > 0 || 'none', {
      deadlineMs: WHOLE_MS,
      everyMs: 20,
    });
    // The second one waits, so that it is the disk that ends the run.
    await writeFile(hand, '');
    await fill();
    const { exitCode, stderr } = await lab;
    const [runId = ''] = await runs();
    expect(stderr).toMatch(/Called off: No space left in \S+results\/toss-on-a-small-disk: \d+ MB are free/);
    expect(stderr).toContain(`RESUME=${runId}`);
    expect(exitCode).toBe(4);
    expect(processesOf(runId)).toEqual([]);
    const manifest = JSON.parse(await readFile(join(folder, runId, 'manifest.json'), 'utf8'));
    expect(manifestSchema.parse(manifest)).toMatchObject({ status: 'interrupted' });
    await access(join(folder, runId, 'report.html'));
  },
  WHOLE_MS + STEP_MS,
);
