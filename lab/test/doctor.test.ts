import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../src/host/processes/executable.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { skipLoudly } from './skip-loudly.ts';

/** A clone in which nothing is installed, and nothing but what is in git. */
let clone = '';
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'doctor-clone-'));
  const names = ['Makefile', 'package.json', 'package-lock.json', 'tsconfig.json', 'scenarios', 'lab'];
  const filter = (path: string) => !/\/(node_modules|dist)$/.test(path);
  for (const name of names)
    await cp(join(PROJECT_ROOT, name), join(clone, name), { recursive: true, filter });
});
afterAll(() => rm(clone, { recursive: true }));

const doctor = (cwd: string, args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [join(cwd, 'lab/bin/doctor.mjs'), ...args], { reject: false, cwd, env });

describe('in a clone where nothing is installed', () => {
  it('tells what is there, what is missing, and what can be run', async () => {
    const { stdout, stderr, exitCode } = await doctor(clone, ['--json']);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(exitCode).toBe(report.possible ? 0 : 3);
    const states = Object.fromEntries(report.findings.map(({ id, state }: never) => [id, state]));
    expect(states).toMatchObject({ node: 'found', packages: 'missing', build: 'missing' });
    expect(Object.keys(states)).toEqual(expect.arrayContaining(['memory', 'disk', 'proxy', 'rabbitmq']));
    const ids = report.scenarios.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(['latency', 'scaling']));
  });

  it('ends with 3 where no run is possible, and says why', async () => {
    const { stdout, exitCode } = await doctor(clone, [], { PATH: '/nowhere' });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^latency +cannot run here: no npm/m);
  });

  it('says that there is no Node.js, and that one is too old', async (context) => {
    const make = await findOnPath('make');
    skipLoudly(context, make ? undefined : 'no make on PATH');
    const none = await execa(String(make), ['doctor'], {
      reject: false,
      cwd: clone,
      env: { PATH: '/nowhere' },
    });
    expect(none.stderr).toContain('Node.js is missing');
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });
      import('./lab/bin/doctor.mjs').then(async ({ main }) => { process.exitCode = await main([]); });`;
    const { stderr, exitCode } = await execa(process.execPath, ['-e', old], { reject: false, cwd: clone });
    expect(stderr).toMatch(/^Node\.js 18\.20\.4 is too old/);
    expect(exitCode).toBe(3);
  });
});

describe('in a project that is built', () => {
  it('tries what only trying can show, and shows no password', async () => {
    const env = { AMQP_URL: 'amqp://u:wro/ng@127.0.0.1:1' };
    const { all, exitCode } = await execa(
      process.execPath,
      [join(PROJECT_ROOT, 'lab/bin/lab.js'), 'doctor'],
      { reject: false, all: true, env },
    );
    expect(exitCode).toBe(3);
    expect(all).toMatch(/^no +RabbitMQ +AMQP_URL \(amqp:.*Remedy: correct AMQP_URL, or unset it/ms);
    expect(all).not.toContain('wro');
  });

  it('refuses an option that it does not have', async () => {
    expect(await doctor(PROJECT_ROOT, ['--nonsense'])).toMatchObject({ exitCode: 2 });
  });
});

describe('a scenario that needs what this user lacks', () => {
  const NOBODY = 65_534;

  it('is refused before it starts, once and with the remedy', async (context) => {
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    const lab = (...args: string[]) =>
      execa(process.execPath, [join(PROJECT_ROOT, 'lab/bin/lab.js'), ...args], {
        reject: false,
        ...asNobody,
      });
    const seen = await lab('doctor', '--json');
    const report = seen.failed && !seen.stdout ? undefined : JSON.parse(seen.stdout);
    skipLoudly(context, report ? undefined : 'another user may not read this project');
    const quotas = report.findings.find(({ id }: { id: string }) => id === 'cpu-quotas');
    skipLoudly(context, quotas.state === 'missing' ? undefined : 'everybody may make control groups here');
    const { exitCode, stderr } = await lab('run', 'scaling', '--profile', 'smoke', '--quiet');
    expect(exitCode).toBe(3);
    expect(stderr.match(/cannot run here: no CPU quotas/g)).toHaveLength(1);
    expect(stderr).toMatch(/To make it possible, run it as root/);
  });
});
