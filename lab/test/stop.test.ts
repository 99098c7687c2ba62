import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stop } from '../src/commands/stop.ts';
import { runEnvironment } from '../src/host/processes/run-environment.ts';
import { processesOf } from './left-over.ts';

/** `stop` also removes the control groups of every dead lab. Other tests look whether those go by themselves, so this one runs alone. */
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-root-'));
});

afterAll(() => rm(root, { recursive: true }));

test('stop ends what a dead lab has left behind, and leaves a living one alone', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const start = (runId: string, owner: number | undefined) => {
    const env = runEnvironment(runId, process.env, owner);
    return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env, detached: true });
  };
  const runId = `test-${process.pid}-left`;
  const child = start(runId, dead.pid);
  const living = start(`${runId}-alive`, process.pid);
  const exited = once(child, 'exit');
  const stale = join(root, '.lab', 'stale');
  const mine = join(root, '.lab', 'mine');
  await mkdir(stale, { recursive: true });
  await mkdir(mine, { recursive: true });
  await writeFile(join(stale, 'owner.pid'), String(dead.pid));
  await writeFile(join(mine, 'owner.pid'), String(process.pid));
  const said: string[] = [];
  try {
    await stop({ root, all: false, say: (line) => said.push(line), runId });
    await exited;
    expect(said.join('\n')).toMatch(new RegExp(`ending ${child.pid} of ${runId}`));
    expect(await readdir(join(root, '.lab'))).toEqual(['mine']);
    said.length = 0;
    await stop({ root, all: false, say: (line) => said.push(line), runId: `${runId}-alive` });
    expect(said.join('\n')).toMatch(/left alone.*\nnothing to stop/);
    expect(processesOf(`${runId}-alive`)).toHaveLength(1);
  } finally {
    living.kill('SIGKILL');
    await rm(mine, { recursive: true });
  }
});

test('stop --all asks a living lab to end, as Ctrl-C would', async () => {
  const runId = `test-${process.pid}-all`;
  const wait = ['-e', 'setInterval(() => {}, 1000)'];
  const lab = spawn(process.execPath, wait, { detached: true });
  const env = runEnvironment(runId, process.env, lab.pid);
  const service = spawn(process.execPath, wait, { env, detached: true });
  const ends = Promise.all([once(lab, 'exit'), once(service, 'exit')]);
  await stop({ root, all: true, say: () => undefined, runId });
  expect(await ends).toEqual([
    [null, 'SIGINT'],
    [null, 'SIGTERM'],
  ]);
});
