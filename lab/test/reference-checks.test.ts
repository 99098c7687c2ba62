import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figureSchema } from '../src/calibration/figures.ts';
import { plantedSchema, tabulate } from '../src/calibration/planted.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { readFiles } from '../src/recheck/files.ts';
import { recheck } from '../src/recheck/recheck.ts';
import { compareAgain } from '../src/results/compare-again.ts';
import { readRun } from '../src/results/read-run.ts';
import { told } from './comparison-told.ts';
import { skipLoudly } from './skip-loudly.ts';

/**
 * What results/reference/README.md says of the instrument rests on what lies in `results/reference/checks/<name>/`: runs of known truth and
 * figures of known answers, put there by `scripts/publish-check.mjs`. All of it is recomputed here.
 */
const CHECKS = join(PROJECT_ROOT, 'results', 'reference', 'checks');
/** A repository is no archive. */
const MOST_BYTES = 300_000;
const SCRIPT = join(PROJECT_ROOT, 'scripts', 'publish-check.mjs');

const names = (await readdir(CHECKS, { withFileTypes: true }).catch(() => []))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const isRun = async (name: string) => (await readdir(join(CHECKS, name))).includes('manifest.json');
const runs = (await Promise.all(names.map(async (name) => ((await isRun(name)) ? [name] : [])))).flat();
const figures = names.filter((name) => !runs.includes(name));

test('there are checks to recompute', (context) => {
  skipLoudly(context, names.length > 0 ? undefined : 'nothing lies in results/reference/checks');
  expect(runs.length + figures.length).toBe(names.length);
});

/** The comparison that lies beside the trials comes out of them, by both programs, and no trial is left out. */
async function recomputes(path: string): Promise<void> {
  const stored = await readRun(path);
  expect(stored.damaged).toEqual([]);
  expect(stored.manifest.status).toBe('finished');
  expect(new Set(stored.trials.map(({ number }) => number)).size).toBe(stored.manifest.order.length);
  expect(told((await compareAgain(PROJECT_ROOT, stored)).comparison)).toEqual(told(stored.comparison));
  const { disagreements, recomputed } = recheck(await readFiles(path));
  expect(disagreements).toEqual([]);
  expect(recomputed).toBeGreaterThan(0);
}

async function bytesIn(path: string): Promise<number> {
  const files = (await readdir(path, { recursive: true })).map((name) => join(path, name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe.each(runs)('the run %s', (name) => {
  const path = join(CHECKS, name);
  test('gives the same comparison, by both programs', () => recomputes(path));
  test('is small', async () => expect(await bytesIn(path)).toBeLessThan(MOST_BYTES));
});

describe.each(figures)('the figures %s', (name) => {
  test('pass or fail by what they read', async () => {
    const files = (await readdir(join(CHECKS, name))).filter((file) => file.endsWith('.json'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const stored = JSON.parse(await readFile(join(CHECKS, name, file), 'utf8'));
      const read = figureSchema.array().nonempty().parse(stored.figures);
      for (const { id, value, expected, tolerance, better, pass } of read) {
        const off = value === null ? Number.POSITIVE_INFINITY : value - expected;
        // Both are stored to four decimals.
        expect((better === 'nearer' ? Math.abs(off) : off) <= tolerance + 1e-4, id).toBe(pass);
      }
      expect(stored.pass).toBe(read.every(({ pass }) => pass));
    }
  });
});

test('planted.json holds what the runs beside it read', async (context) => {
  const files = figures.map((name) => join(CHECKS, name, 'planted.json'));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => undefined)));
  const stored = texts.flatMap((text) => (text === undefined ? [] : [plantedSchema.parse(JSON.parse(text))]));
  const beside = await Promise.all(runs.map((name) => readRun(join(CHECKS, name))));
  const counts = tabulate(
    beside.flatMap(({ manifest, comparison }) => (comparison ? [{ manifest, comparison }] : [])),
  );
  const ids = new Set(beside.map(({ manifest }) => manifest.runId));
  const kept = stored.flatMap(({ readings }) => readings).filter(({ runId }) => ids.has(runId));
  skipLoudly(
    context,
    kept.length > 0 ? undefined : 'no run of a planted.json lies in results/reference/checks',
  );
  expect(counts.readings).toEqual(expect.arrayContaining(kept));
});

describe('publishing', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checks-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const publish = (from: string, name: string) =>
    spawnSync(process.execPath, [SCRIPT, from, name, folder], { encoding: 'utf8' });

  test('keeps all that a run is compared by, and little else', async () => {
    const reference = join(PROJECT_ROOT, 'results', 'reference', 'latency');
    expect(publish(reference, 'one')).toMatchObject({ status: 0, stdout: expect.stringContaining('one') });
    await recomputes(join(folder, 'one'));
    expect(await bytesIn(join(folder, 'one', 'trials'))).toBeLessThan(
      (await bytesIn(join(reference, 'trials'))) / 2,
    );
    // Once more, over what lies there.
    expect(publish(reference, 'one').status).toBe(0);
  });

  test('refuses what is no evidence', async () => {
    const manifest = join(PROJECT_ROOT, 'results', 'reference', 'latency', 'manifest.json');
    expect(publish(manifest, 'two').stderr).toContain('holds no figures');
    expect(publish(manifest, '../two')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Usage'),
    });
    expect(await readdir(folder)).not.toContain('two');
  });
});
