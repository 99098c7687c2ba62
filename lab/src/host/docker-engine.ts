import { execa } from 'execa';
import { listProcesses } from './processes/process-table.ts';

const INFO_MS = 5_000;

/** A Docker engine that answers. */
export interface DockerEngine {
  readonly version: string;
}

/** What the Docker client needs to find its engine; everything else of the user's environment is left behind. */
export function dockerEnvironment(own: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names = Object.keys(own).filter((name) => name.startsWith('DOCKER_') || name === 'XDG_RUNTIME_DIR');
  return Object.fromEntries(names.flatMap((name) => (own[name] ? [[name, own[name]]] : [])));
}

/** The engine, or why there is none. A client on PATH says nothing: many machines have one without an engine. */
export async function findDockerEngine(): Promise<DockerEngine | { readonly missing: string }> {
  const info = await execa('docker', ['info', '--format', '{{.ServerVersion}}'], {
    timeout: INFO_MS,
    reject: false,
    stdin: 'ignore',
  });
  const version = info.stdout.trim();
  if (!info.failed && version) return { version };
  if (info.code === 'ENOENT') return { missing: 'no docker on PATH' };
  if (info.timedOut) return { missing: `docker info gave no answer within ${INFO_MS / 1000} s` };
  return { missing: info.stderr.trim().split('\n').at(-1) || 'docker info failed' };
}

/**
 * The first process of a run's container as this machine numbers it. Undefined where it is not this machine's own, as with
 * an engine elsewhere or in a virtual machine, or where this user may not look into it.
 */
export async function processOfContainer(name: string, runId: string): Promise<number | undefined> {
  const { stdout } = await execa('docker', ['inspect', '--format', '{{.State.Pid}}', name], {
    timeout: INFO_MS,
    reject: false,
    stdin: 'ignore',
  });
  // A number of another machine's may be some stranger's here.
  return listProcesses().find(({ pid, runId: own }) => own === runId && pid === Number(stdout))?.pid;
}
