import { execa } from 'execa';

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
