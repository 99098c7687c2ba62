import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madePrediction } from '../../test/fixtures/made-prediction.ts';
import { madeScenario } from '../../test/fixtures/made-trials.ts';
import { silent } from '../bench/progress.ts';
import { planOf } from '../commands/run-flags.ts';
import type { Driver } from '../drivers/driver.ts';
import { UsageError } from '../registry/usage-error.ts';
import { readRun } from '../results/read-run.ts';
import { keepWaiting, readWaiting } from '../results/waiting-prediction.ts';
import { beginRun } from './begin-run.ts';

const driver = { id: 'embedded', description: 'made driver', blockSeconds: 2 } as Driver;
const plan = planOf(madeScenario, { profile: 'smoke', seed: '7' });
let root: string;

const begin = (resumed?: Awaited<ReturnType<typeof readRun>>) =>
  beginRun({
    ...{ root, plan, driver, resumed, cpus: undefined, wakeUpUs: null, skipped: [], progress: silent },
    workload: { built: join(root, 'made', 'workload.js'), source: join(root, 'made', 'workload.ts') },
    signal: new AbortController().signal,
  });
const stored = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'prediction.json'), 'utf8')) as unknown;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-begin-'));
  await mkdir(join(root, 'made'));
  await writeFile(join(root, 'made', 'workload.js'), 'export const request = 1;');
});

afterEach(() => rm(root, { recursive: true }));

describe('a run that begins', () => {
  it('has a copy of the prediction that waits, which is not lost when the run comes to nothing', async () => {
    await keepWaiting(root, madePrediction());
    const { folder, prediction } = await begin();
    expect(prediction).toEqual(madePrediction());
    expect(await stored(folder.path)).toEqual(prediction);
    await folder.remove();
    expect(await readWaiting(root, 'made')).toEqual(prediction);
  });

  it('has none where none waits', async () => {
    const { folder, prediction } = await begin();
    expect(prediction).toBeNull();
    expect(await readdir(folder.path)).not.toContain('prediction.json');
  });

  it('does not begin where the prediction cannot be read', async () => {
    const { path } = await keepWaiting(root, madePrediction());
    await writeFile(path, '{');
    await expect(begin()).rejects.toThrow(UsageError);
    expect(await readdir(join(root, 'results'))).toEqual(['predictions']);
  });
});

describe('a run that is resumed', () => {
  it('keeps the prediction that it began with: a later one is for the next run', async () => {
    await keepWaiting(root, madePrediction({ name: 'Ann' }));
    const { folder, unlock } = await begin();
    await unlock();
    await keepWaiting(root, madePrediction({ name: 'Bob' }));
    const { prediction } = await begin(await readRun(folder.path));
    expect(prediction?.name).toBe('Ann');
    expect(await stored(folder.path)).toMatchObject({ name: 'Ann' });
    expect((await readWaiting(root, 'made'))?.name).toBe('Bob');
  });

  it('is refused where its workload is another one by now', async () => {
    const { folder, manifest, unlock } = await begin();
    await unlock();
    expect(Object.keys(manifest.code ?? {})).toEqual(['made/workload']);
    await writeFile(join(root, 'made', 'workload.js'), 'export const request = 2;');
    const run = await readRun(folder.path);
    await expect(begin(run)).rejects.toThrow('the code of made/workload changed');
  });

  it('has none where it began without', async () => {
    const { folder, unlock } = await begin();
    await unlock();
    await keepWaiting(root, madePrediction());
    expect((await begin(await readRun(folder.path))).prediction).toBeNull();
  });
});
