import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { trialPrefixes } from '../prefix-namespaces.ts';
import { startPrivateServer } from '../private-server.ts';
import { askConsul, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/**
 * Sessions may end after a second, and not after ten as usual: an experiment waits for that. Raft's times are as short as Consul's makers
 * recommend for servers that matter.
 */
export const CONFIGURATION = {
  session_ttl_min: '1s',
  performance: { raft_multiplier: 1 },
  // Of version 1.14 and later: it would listen on a port that is the same everywhere.
  ports: { grpc_tls: -1 },
  disable_update_check: true,
  log_level: 'WARN',
};

/**
 * Starts a Consul of the run's own, in `<workDir>/consul`: one server, which is its own leader. Killed and started again it has its data.
 *
 * @throws see `startPrivateServer`
 */
export async function startPrivateConsul(program: string, options: AcquireOptions): Promise<Server> {
  const folder = resolve(options.workDir, 'consul');
  const data = join(folder, 'data');
  const plan = async () => {
    const [port = 0, server = 0, lan = 0, wan = 0] = await freePorts(4);
    const url = urlOf(port);
    await rm(folder, { recursive: true, force: true });
    await mkdir(data, { recursive: true });
    await writeFile(join(folder, 'lab.json'), JSON.stringify(CONFIGURATION));
    return {
      ...{ name: 'consul', program, port, folder, data },
      args: [
        ...['agent', '-server', '-bootstrap-expect=1', '-node=lab', '-bind=127.0.0.1', '-client=127.0.0.1'],
        ...['-data-dir=data', '-config-file=lab.json', `-http-port=${port}`, `-server-port=${server}`],
        ...[`-serf-lan-port=${lan}`, `-serf-wan-port=${wan}`, '-dns-port=-1', '-grpc-port=-1'],
      ],
      env: runEnvironment(options.runId),
      ...{ ready: READY, ask: () => askConsul(url, PROBE_MS) },
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

export const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
