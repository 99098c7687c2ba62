import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeManifest } from '../../test/fixtures/made-manifest.ts';
import { madePrediction } from '../../test/fixtures/made-prediction.ts';
import { madeTrial } from '../../test/fixtures/made-trials.ts';
import { newRunId, RunFolder } from './run-folder.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-folder-'));
});

afterEach(() => rm(root, { recursive: true }));

it('makes run ids that sort by time and tell what ran', () => {
  const first = newRunId('latency', 'quick', new Date(2026, 6, 1, 10, 15, 0));
  const later = newRunId('latency', 'quick', new Date(2026, 6, 1, 10, 15, 1));
  expect(first).toMatch(/^20260701-101500-latency-quick-[0-9a-f]{4}$/);
  expect(first < later).toBe(true);
});

const newFolder = () => RunFolder.create(root, madeManifest());

describe('RunFolder', () => {
  it('holds one complete file for each trial, whatever its arm is called', async () => {
    const folder = await newFolder();
    const arm = { name: 'monolith#2', topology: 'monolith' };
    const trial = madeTrial({ number: 3, round: 2, arm, ms: 2 });
    await folder.writeTrial(trial);
    await folder.writeTrial({ ...trial, attempt: 2 });
    const dir = join(root, 'results', 'made', 'made-run', 'trials');
    expect((await readdir(dir)).toSorted()).toEqual(['003-monolith-2-again1.json', '003-monolith-2.json']);
    expect(JSON.parse(await readFile(join(dir, '003-monolith-2.json'), 'utf8'))).toEqual(trial);
    expect(folder.trialDir({ number: 3, round: 2, arm }, 1)).toBe(join(dir, '003-monolith-2'));
  });

  it('refuses to write what is not in the contract', async () => {
    const folder = await newFolder();
    await expect(folder.writeTrial({ schema: 2 } as never)).rejects.toThrow();
    expect(await readdir(join(folder.path, 'trials'))).toEqual([]);
  });

  it('appears with its manifest in it', async () => {
    const { path } = await newFolder();
    expect(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'))).toEqual(madeManifest());
    expect(await readdir(join(root, 'results', 'made'))).toEqual(['made-run']);
  });

  it('appears with what was predicted of it', async () => {
    const { path } = await RunFolder.create(root, madeManifest(), madePrediction());
    expect(JSON.parse(await readFile(join(path, 'prediction.json'), 'utf8'))).toEqual(madePrediction());
  });

  it('is reopened with its trials and its prediction, and without what was left unfinished or is outdated', async () => {
    const { path } = await newFolder();
    const lost = [
      'comparison.json',
      'report.md',
      'manifest.json.part',
      'trials/002-b.json.part',
      'trials/002-b/b.log',
    ];
    const kept = ['manifest.json', 'prediction.json', 'trials/001-a.json', 'trials/001-a/a.log'];
    for (const name of [...lost, ...kept]) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), name);
    }
    const folder = await RunFolder.reopen(path, 'made-run');
    expect(folder.path).toBe(path);
    const files = (await readdir(path, { recursive: true })).filter((name) => /\.\w+$/.test(name));
    expect(files.toSorted()).toEqual(kept.toSorted());
    expect(await readFile(join(path, 'trials/001-a.json'), 'utf8')).toBe('trials/001-a.json');
  });
});
