import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../registry/usage-error.ts';
import { lockName, lockRun } from './run-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-lock-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A process that has claimed the folder and lives until it is killed. */
async function claimant(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  await writeFile(join(folder, lockName(child.pid ?? 0)), '');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('lockRun', () => {
  it('lets in one lab at a time, and the next one when it is given back', async () => {
    const unlock = await lockRun(folder);
    expect(await readdir(folder)).toHaveLength(1);
    await unlock();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps others out while the first one lives, and lets them in once it was killed', async () => {
    const other = await claimant();
    await expect(lockRun(folder)).rejects.toThrow(UsageError);
    await expect(lockRun(folder)).rejects.toThrow(`process ${other.pid}`);
    await kill(other);
    const unlock = await lockRun(folder);
    expect(await readdir(folder)).toHaveLength(1);
    await unlock();
  });

  it('is not deceived by another process of the same number', async () => {
    const other = await claimant();
    const [name = ''] = await readdir(folder);
    await rename(join(folder, name), join(folder, `lock-${other.pid}-1`));
    await (await lockRun(folder))();
    await kill(other);
  });

  it('does not touch other files', async () => {
    await writeFile(join(folder, 'manifest.json'), '');
    await (await lockRun(folder))();
    expect(await readdir(folder)).toEqual(['manifest.json']);
  });
});
