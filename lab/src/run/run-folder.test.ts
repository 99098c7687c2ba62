import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('RunFolder', () => {
  it('holds one complete file for each trial, whatever its arm is called', async () => {
    const folder = await RunFolder.create(root, 'latency', 'run-1');
    const arm = { name: 'monolith#2', topology: 'monolith' };
    const trial = madeTrial({ number: 3, round: 2, arm, ms: 2 });
    await folder.writeTrial(trial);
    await folder.writeTrial({ ...trial, attempt: 2 });
    const dir = join(root, 'results', 'latency', 'run-1', 'trials');
    expect((await readdir(dir)).toSorted()).toEqual(['003-monolith-2-again1.json', '003-monolith-2.json']);
    expect(JSON.parse(await readFile(join(dir, '003-monolith-2.json'), 'utf8'))).toEqual(trial);
    expect(folder.trialDir({ number: 3, round: 2, arm }, 1)).toBe(join(dir, '003-monolith-2'));
  });

  it('refuses to write what is not in the contract', async () => {
    const folder = await RunFolder.create(root, 'latency', 'run-1');
    await expect(folder.writeTrial({ schema: 2 } as never)).rejects.toThrow();
    expect(await readdir(join(folder.path, 'trials'))).toEqual([]);
  });
});
