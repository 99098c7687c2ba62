import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { trialPrefixes } from '../prefix-namespaces.ts';
import { startPrivateServer } from '../private-server.ts';
import { askMemcached, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/**
 * Starts a Memcached of the run's own. It keeps all in memory: killed and started again it is empty. It asks nobody who he is, and listens
 * on 127.0.0.1 alone.
 *
 * @throws see `startPrivateServer`
 */
export async function startPrivateMemcached(program: string, options: AcquireOptions): Promise<Server> {
  const folder = resolve(options.workDir, 'memcached');
  const plan = async () => {
    const [port = 0] = await freePorts(1);
    const url = urlOf(port);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    // Root has to say so, or it refuses to run.
    const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
    return {
      ...{ name: 'memcached', program, port, folder, data: folder },
      args: ['-l', '127.0.0.1', '-p', String(port), '-U', '0', ...user],
      env: runEnvironment(options.runId),
      ...{ ready: READY, ask: () => askMemcached(url, PROBE_MS) },
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

export const urlOf = (port: number): string => `memcached://127.0.0.1:${port}`;
