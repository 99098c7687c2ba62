import { execa } from 'execa';
import { containerLabels, dockerEnvironment, findDockerEngine } from '../../host/docker-engine.ts';
import { findOnPath } from '../../host/processes/executable.ts';
import { pinned } from '../../host/processes/pinned.ts';
import type { Load } from '../driver.ts';

/** A k6 that can be run. */
export interface K6 {
  readonly origin: 'PATH' | 'docker';
  /** For the report, e.g. `k6 v2.1.0 (/usr/bin/k6)`. */
  readonly description: string;
  /** How to run it with these arguments. */
  command(args: readonly string[], setting: K6Setting): K6Command;
  /** The address under which k6 reaches a server of this machine. */
  reach(url: string): string;
}

export interface K6Setting {
  readonly runId: string;
  /** Folder that it must see. */
  readonly reads: string;
  /** Folders that it must be able to write into; the first is where it works. */
  readonly writes: readonly [string, ...string[]];
  /** Environment of k6 itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly cpus?: string | undefined;
  readonly first?: Load['first'] | undefined;
}

export interface K6Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Name of the container that it runs in; undefined without one. */
  readonly container?: string;
  /** Command that ends what a signal to the process would not. */
  readonly farewell?: readonly string[];
}

const IMAGE = 'grafana/k6:2.1.0';
const VERSION_MS = 10_000;
const PULL_MS = 300_000;
/** TypeScript without a flag came with 0.57, ES modules by absolute path with 1.0. */
const OLDEST_MAJOR = 1;

/** k6 on PATH, or in Docker, or why there is neither. */
export async function findK6(): Promise<K6 | { readonly missing: readonly string[] }> {
  const local = await findK6OnPath();
  if (!('missing' in local)) return local;
  const docker = await findK6InDocker();
  return 'missing' in docker ? { missing: [local.missing, docker.missing] } : docker;
}

export async function findK6OnPath(): Promise<K6 | { readonly missing: string }> {
  const path = await findOnPath('k6');
  if (!path) return { missing: 'no k6 on PATH' };
  const { stdout, failed } = await execa(path, ['version'], {
    timeout: VERSION_MS,
    reject: false,
    stdin: 'ignore',
  });
  const [, version, major] = /k6\S* v((\d+)\.\S+)/.exec(stdout) ?? [];
  if (failed || !version) return { missing: `${path} does not tell its version` };
  if (Number(major) < OLDEST_MAJOR)
    return { missing: `${path} is v${version}; v${OLDEST_MAJOR}.0 or later is needed` };
  return {
    origin: 'PATH',
    description: `k6 v${version} (${path})`,
    command: (args, { env, cpus, first = [] }) => {
      const [command = '', ...all] = [...first, ...pinned(cpus, path, args)];
      return { command, args: all, env };
    },
    reach: (url) => url,
  };
}

/** Pulls its image where the engine has none. */
export async function findK6InDocker(): Promise<K6 | { readonly missing: string }> {
  const engine = await findDockerEngine();
  if ('missing' in engine) return { missing: `no Docker engine (${engine.missing})` };
  const env = { ...dockerEnvironment(), PATH: process.env.PATH ?? '' };
  const docker = (args: string[], timeout: number) =>
    execa('docker', args, { env, extendEnv: false, timeout, reject: false, stdin: 'ignore' });
  if ((await docker(['image', 'inspect', IMAGE], VERSION_MS)).failed) {
    const pulled = await docker(['pull', '--quiet', IMAGE], PULL_MS);
    if (pulled.failed)
      return { missing: `the image ${IMAGE} cannot be had: ${pulled.stderr.split('\n').at(-1)}` };
  }
  let containers = 0;
  return {
    origin: 'docker',
    description: `${IMAGE} (Docker ${engine.version})`,
    command: (args, setting) =>
      dockerRun({ ...setting, name: `lab-k6-${process.pid}-${++containers}`, args, dockerEnv: env }),
    // Elsewhere than on Linux, containers run in a virtual machine whose loopback is not this machine's.
    reach: (url) => (process.platform === 'linux' ? url : url.replace('127.0.0.1', 'host.docker.internal')),
  };
}

interface ContainerRun extends K6Setting {
  readonly name: string;
  readonly args: readonly string[];
  /** Environment of the Docker client. */
  readonly dockerEnv: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
}

/** Folders keep their paths inside the container, so the script is the same as without one. */
export function dockerRun({
  name,
  runId,
  args,
  reads,
  writes,
  env,
  cpus,
  dockerEnv,
  platform = process.platform,
}: ContainerRun): K6Command {
  const network = platform === 'linux' ? ['--network', 'host'] : [];
  // The image's own user may not write into a mounted folder.
  const user = process.getuid && process.getgid ? ['--user', `${process.getuid()}:${process.getgid()}`] : [];
  const mounts = [`${reads}:${reads}:ro`, ...writes.map((folder) => `${folder}:${folder}`)];
  const variables = { HOME: '/tmp', LAB_RUN_ID: runId, LAB_OWNER_PID: String(process.pid), ...env };
  return {
    command: 'docker',
    args: [
      ...['run', '--rm', '--name', name, ...containerLabels(runId), ...network, ...user],
      ...(cpus === undefined ? [] : ['--cpuset-cpus', cpus]),
      ...mounts.flatMap((mount) => ['-v', mount]),
      ...['-w', writes[0]],
      ...Object.entries(variables).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      ...[IMAGE, ...args],
    ],
    env: dockerEnv,
    container: name,
    farewell: ['docker', 'rm', '--force', name],
  };
}
