import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { trialPrefixes } from '../prefix-namespaces.ts';
import { startPrivateServer } from '../private-server.ts';
import { askRedis, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

export const newPassword = (): string => randomBytes(12).toString('hex');

/**
 * Starts a Redis of the run's own, in `<workDir>/redis`. It writes nothing to the disk: killed and started again it is empty.
 *
 * @throws see `startPrivateServer`
 */
export async function startPrivateRedis(program: string, options: AcquireOptions): Promise<Server> {
  const keepsTitle = await canKeepTitle(program);
  const folder = resolve(options.workDir, 'redis');
  const plan = async () => {
    const [port = 0] = await freePorts(1);
    const password = newPassword();
    const url = urlOf(port, password);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const lines = [`port ${port}`, 'bind 127.0.0.1', 'daemonize no', 'dir ./'];
    if (keepsTitle) lines.push('set-proc-title no');
    await writeFile(join(folder, 'redis.conf'), configuration(password, lines), { mode: 0o600 });
    return {
      ...{ name: 'redis', program, args: ['redis.conf'], port, folder, data: folder },
      env: runEnvironment(options.runId),
      ...{ ready: READY, ask: () => askRedis(url, PROBE_MS) },
      freshNamespace: keySpaces(url),
    };
  };
  return startPrivateServer(plan, options);
}

export const keySpaces = (url: string): Server['freshNamespace'] =>
  trialPrefixes(
    (prefix) => namespaceEnvironment(url, prefix),
    (prefix, deadlineMs) => forgetKeys(url, prefix, deadlineMs),
  );

export const urlOf = (port: number, password: string): string => `redis://:${password}@127.0.0.1:${port}`;

/** A file, as arguments are for everyone to see. @param more lines about where it runs */
export function configuration(password: string, more: readonly string[] = []): string {
  return [`requirepass ${password}`, 'save ""', 'appendonly no', ...more, ''].join('\n');
}

/**
 * Whether it knows the setting, as of version 7. A title is written over the process's environment, by which `lab stop` would know it
 * should both the lab and the guardian be killed.
 */
async function canKeepTitle(program: string): Promise<boolean> {
  const { stdout } = await execa(program, ['--version'], { reject: false, timeout: 5_000, stdin: 'ignore' });
  return Number(/\bv=(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 7;
}
