import { execa } from 'execa';
import { listProcesses } from './processes/process-table.ts';

const INFO_MS = 5_000;
const LIST_MS = 10_000;
const REMOVE_MS = 60_000;

/** Labels of every container that the lab starts: the run's id, and the process id of the lab. */
const RUN_LABEL = 'lab.run-id';
const OWNER_LABEL = 'lab.owner-pid';

/** The words of a `docker run` that mark a container as a run's. */
export const containerLabels = (runId: string): string[] => [
  ...['--label', `${RUN_LABEL}=${runId}`],
  ...['--label', `${OWNER_LABEL}=${process.pid}`],
];

/**
 * Removes containers that the lab has started.
 *
 * @param which says so by the process id of their lab
 * @returns their names
 */
export async function removeContainers(which: (owner: number) => boolean): Promise<string[]> {
  if ('missing' in (await findDockerEngine())) return [];
  const format = `{{.Names}} {{.Label "${OWNER_LABEL}"}}`;
  const list = ['ps', '--all', '--filter', `label=${RUN_LABEL}`, '--format', format];
  const listed = await execa('docker', list, { reject: false, timeout: LIST_MS });
  const names = listed.stdout.split('\n').flatMap((line) => {
    const [name, owner] = line.split(' ');
    return name && which(Number(owner)) ? [name] : [];
  });
  if (names.length > 0)
    await execa('docker', ['rm', '--force', '--volumes', ...names], { reject: false, timeout: REMOVE_MS });
  return names;
}

/** A Docker engine that answers. */
export interface DockerEngine {
  readonly version: string;
}

/** What the Docker client needs to find its engine. Nothing else of the user's environment is passed on. */
export function dockerEnvironment(own: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names = Object.keys(own).filter((name) => name.startsWith('DOCKER_') || name === 'XDG_RUNTIME_DIR');
  return Object.fromEntries(names.flatMap((name) => (own[name] ? [[name, own[name]]] : [])));
}

/** The engine, or why there is none. A client on PATH proves nothing: many machines have one without an engine. */
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
 * The id, on this machine, of the first process of a run's container. Undefined if the process is not on this machine (an engine
 * elsewhere or in a virtual machine), or if this user may not read it.
 */
export async function processOfContainer(name: string, runId: string): Promise<number | undefined> {
  const { stdout } = await execa('docker', ['inspect', '--format', '{{.State.Pid}}', name], {
    timeout: INFO_MS,
    reject: false,
    stdin: 'ignore',
  });
  // An id of another machine may belong to an unrelated process here.
  return listProcesses().find(({ pid, runId: own }) => own === runId && pid === Number(stdout))?.pid;
}
