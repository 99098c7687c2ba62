import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { madePrediction } from '../../test/fixtures/made-prediction.ts';
import { UsageError } from '../registry/usage-error.ts';
import { forgetWaiting, keepWaiting, readWaiting } from './waiting-prediction.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-waiting-'));
});

afterEach(() => rm(root, { recursive: true }));

it('a prediction waits for its scenario until a run has used it', async () => {
  const prediction = madePrediction({ name: 'Ann' });
  const path = join(root, 'results', 'predictions', 'made.json');
  expect(await readWaiting(root, 'made')).toBeNull();
  expect(await keepWaiting(root, prediction)).toEqual({ path, replaced: false });
  expect(await readWaiting(root, 'made')).toEqual(prediction);
  expect(await readWaiting(root, 'other')).toBeNull();
  await forgetWaiting(root, prediction);
  expect(await readWaiting(root, 'made')).toBeNull();
  await forgetWaiting(root, prediction);
});

it('one that was made while the run measured goes on waiting', async () => {
  const [first, second] = [madePrediction(), madePrediction({ at: '2026-07-01T10:00:00.000Z' })];
  await keepWaiting(root, first);
  expect(await keepWaiting(root, second)).toMatchObject({ replaced: true });
  await forgetWaiting(root, first);
  expect(await readWaiting(root, 'made')).toEqual(second);
});

it.each(['{', '{"schema": 1}', '{"schema": 9}'])(
  'one that holds %j is refused before a run, and stays',
  async (text) => {
    const { path } = await keepWaiting(root, madePrediction());
    await writeFile(path, text);
    await expect(readWaiting(root, 'made')).rejects.toThrow(UsageError);
    await expect(readWaiting(root, 'made')).rejects.toThrow(
      /made\.json (is damaged|has schema 9).*Predict again \(make predict SCENARIO=made\), or remove the file\.$/,
    );
    await forgetWaiting(root, madePrediction());
    expect(await readdir(join(root, 'results', 'predictions'))).toEqual(['made.json']);
  },
);
