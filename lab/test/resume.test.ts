import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { type Manifest, manifestSchema } from '../src/records/manifest.ts';
import { trialSchema } from '../src/records/trial.ts';
import { processesOf, untilItHasARun } from './left-over.ts';
import { tossingLab } from './tossing-lab.ts';

/** Going on is no kind's business: these trials have no load, and take a second each. */
const scenario = 'toss-again';
const results = join(PROJECT_ROOT, 'results', scenario);
const folder = await mkdtemp(join(tmpdir(), 'lab-resume-'));
/** Trials wait as long as this file is there. */
const hand = join(folder, 'hand');
const STEP_MS = 60_000;
/** Four starts of a lab, of which each seeds the data anew, and at least four trials. */
const WHOLE_MS = 240_000;

const lab = tossingLab({ TOSS_AS: scenario, HAND_ON_THE_COIN: hand });
const start = (...args: string[]) => lab('run', ...args);

let runId = '';
const place = (name = '') => join(results, runId, name);
const readManifest = async (): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await readFile(place('manifest.json'), 'utf8')));
const trialFiles = async () =>
  (await readdir(place('trials'))).filter((name) => name.endsWith('.json')).toSorted();
const readTrials = async () => {
  const read = async (name: string) => ({
    name,
    ...trialSchema.parse(JSON.parse(await readFile(place(`trials/${name}`), 'utf8'))),
  });
  return Promise.all((await trialFiles()).map(read));
};
const servingPids = () => processesOf(runId).filter((line) => line.endsWith('monolith/dist/program.js'));
const seedingPids = () => processesOf(runId).filter((line) => line.endsWith('monolith/dist/program.js seed'));

/** Kills the lab with `kill -9` as soon as the look answers true. */
async function killWhen(
  lab: ReturnType<typeof start>,
  moment: string,
  look: () => Promise<true | string> | true | string,
): Promise<void> {
  const watch = async () => {
    if (lab.exitCode === null) return look();
    throw new Error(`the lab has ended by itself: ${(await lab).stderr}`);
  };
  await waitUntil(moment, watch, { deadlineMs: STEP_MS, everyMs: 5 });
  lab.kill('SIGKILL');
  await lab;
  expect(lab.pid && isAlive(lab.pid)).toBe(false);
}

describe('a run that is killed again and again', () => {
  const bytes = new Map<string, string>();

  beforeAll(async () => {
    const first = start(scenario, '--profile', 'quick', '--arms', 'monolith', '--seed', '7');
    runId = await untilItHasARun(scenario, first.pid, STEP_MS);
    await killWhen(first, 'the seeding', () => seedingPids().length > 0 || 'no process that seeds');
  });

  afterAll(async () => {
    for (const made of [results, folder]) await rm(made, { recursive: true, force: true });
  });

  it('has a manifest from its first moment on', async () => {
    expect(await readManifest()).toMatchObject({ status: 'running', rounds: 3, looks: [3, 4, 6], seed: 7 });
    expect(await trialFiles()).toEqual([]);
  });

  it.each([
    [['--seed', '8'], 'the seed "7", not "8"'],
    [['--profile', 'full'], 'the profile "quick", not "full"'],
    [['--arms', 'microservices'], 'the arms "monolith", not "microservices"'],
    [['--driver', 'k6'], 'the driver "embedded", not "k6"'],
  ])('is not resumed as something else: %j', async (args, hint) => {
    const { exitCode, stderr } = await start('--resume', runId, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });

  it('is not resumed when its plan or its code has changed since', async () => {
    const text = await readFile(place('manifest.json'), 'utf8');
    const manifest = await readManifest();
    const warmUp = { ...manifest.warmUp, perSecond: manifest.warmUp.perSecond + 1 };
    expect(Object.keys(manifest.code ?? {})).toEqual(['toss/workload']);
    const code = { 'toss/workload': 'another' };
    await writeFile(place('manifest.json'), JSON.stringify({ ...manifest, warmUp, code }));
    const { exitCode, stderr } = await start('--resume', runId);
    await writeFile(place('manifest.json'), text);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the plan's warm-up and the code of toss/workload changed");
  });

  it(
    'goes on after each kill, loses no trial that had ended, and ends',
    async () => {
      await writeFile(hand, '');
      const first = start('--resume', runId);
      await killWhen(first, 'the first trial', () => servingPids().length > 0 || 'no monolith');
      expect(await trialFiles()).toEqual([]);

      const second = start(scenario, '--resume', runId, '--profile', 'quick');
      await waitUntil(
        'the second lab to lock the run',
        async () => {
          const locks = (await readdir(place())).filter((name) => name.startsWith(`lock-${second.pid}-`));
          return locks.length === 1 || 'no lock';
        },
        { deadlineMs: STEP_MS },
      );
      const other = await start('--resume', runId);
      expect(other.exitCode).toBe(2);
      expect(other.stderr).toContain(`Another lab (process ${second.pid}) is at work on this run`);
      await rm(hand);
      await killWhen(second, "a trial's file", async () => (await trialFiles()).length > 0 || 'no file');
      for (const name of await trialFiles()) bytes.set(name, await readFile(place(`trials/${name}`), 'utf8'));
      expect(bytes.size).toBe(1);

      // What a kill in the middle of writing leaves.
      await writeFile(place('trials/002-monolith.json.part'), '{"schema":');
      await writeFile(place('manifest.json.part'), '{"schema":');

      const { exitCode, stdout, stderr } = await start('--resume', runId, '--json');
      expect(stderr).toContain(`Going on with ${runId}`);
      expect(exitCode, stderr).toBe(0);
      const comparison = comparisonFileSchema.parse(JSON.parse(stdout));
      expect(comparison).toMatchObject({ runId, valid: true });
      expect(JSON.parse(await readFile(place('comparison.json'), 'utf8'))).toEqual(comparison);
      expect(await readManifest()).toMatchObject({ runId, status: 'finished', reason: null });
    },
    WHOLE_MS,
  );

  it('has kept its trials to the byte, and has left no half-written file, no lock and no process', async () => {
    expect(bytes.size).toBe(1);
    for (const [name, text] of bytes) expect(await readFile(place(`trials/${name}`), 'utf8')).toBe(text);
    expect((await trialFiles()).some((name) => name.startsWith('002-'))).toBe(true);
    const files = await readdir(place(), { recursive: true });
    expect(files.filter((name) => name.endsWith('.part') || name.startsWith('lock-'))).toEqual([]);
    // The logs of trials that did not end are gone, those of the others are there.
    const logs = (await readdir(place('trials'))).filter((name) => !name.endsWith('.json'));
    expect(logs.map((name) => `${name}.json`).toSorted()).toEqual(await trialFiles());
    expect((await stat(place('report.html'))).size).toBeGreaterThan(1_000);
    expect(processesOf(runId)).toEqual([]);
  });

  it('is not resumed once it has finished', async () => {
    const { exitCode, stderr } = await start('--resume', runId);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has finished: there is nothing to resume');
  });

  it('measures a trial again whose file was cut short since, says which, and keeps the file', async () => {
    // On a busy machine a round may have attempts that do not count, and none of them is measured again.
    const valid = (await readTrials()).filter((trial) => trial.valid);
    const { name, number, startedAt } = valid.at(-1) ?? expect.fail('no trial is valid');
    const whole = await readFile(place(`trials/${name}`), 'utf8');
    const half = whole.slice(0, whole.length / 2);
    await writeFile(place(`trials/${name}`), half);
    const { exitCode, stderr } = await start('--resume', runId);
    expect(stderr).toMatch(new RegExp(`${name} is damaged.*kept as ${name}.damaged`));
    expect(exitCode, stderr).toBe(0);
    expect(await readFile(place(`trials/${name}.damaged`), 'utf8')).toBe(half);
    const again = (await readTrials()).filter((trial) => trial.number === number);
    expect(again.some((trial) => trial.startedAt > startedAt)).toBe(true);
    expect(await readManifest()).toMatchObject({ status: 'finished' });
  });
});

it('answers 2 to a run that does not exist', async () => {
  const { exitCode, stderr } = await start('--resume', 'nonsense');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There is no run "nonsense"');
});
