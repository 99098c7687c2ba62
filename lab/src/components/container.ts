import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { containerLabels, dockerEnvironment, processOfContainer } from '../host/docker-engine.ts';
import { freePorts } from '../host/processes/free-ports.ts';
import { acquireGuardian, type Ward, type WardSpec } from '../host/processes/guardian.ts';
import { logTail } from '../host/processes/log-tail.ts';
import { descendants } from '../host/processes/process-table.ts';
import { runEnvironment } from '../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from './component.ts';
import type { InstallableFacts } from './facts.ts';

/** What a component's container is made of, besides what every one has. */
export interface ContainerImage {
  /** The port that the server listens on inside of it. */
  readonly port: number;
  /** Its values reach the container through the environment of `docker run`: arguments are for everyone to see. */
  readonly env: Readonly<Record<string, string>>;
  /** Run by a shell in the place of the image's own entry point. */
  readonly script: string;
}

/** What is done with a container that has been started, up to where it answers. */
type Open = (port: number, container: Ward) => Promise<Pick<Server, 'version' | 'freshNamespace'>>;

/**
 * Starts a server in a container that is published on 127.0.0.1 and removed when it ends.
 *
 * @param image may depend on the port of 127.0.0.1 under which it is published
 * @param open waits until it answers
 * @throws with the end of the container's output when it does not
 */
export async function startContainer(
  kind: Pick<InstallableFacts, 'id' | 'dockerImage'>,
  image: ContainerImage | ((port: number) => ContainerImage),
  options: AcquireOptions,
  open: Open,
): Promise<Server> {
  const [port = 0] = await freePorts(1);
  const log = join(options.workDir, `${kind.id}-docker.log`);
  await mkdir(options.workDir, { recursive: true });
  const guardian = acquireGuardian(options.runId);
  let container: Ward | undefined;
  const release = async () => {
    await container?.end();
    await guardian.release();
  };
  try {
    const spec = containerSpec(kind, typeof image === 'function' ? image(port) : image, {
      ...options,
      port,
      log,
    });
    container = await guardian.start(spec);
    const opened = await open(port, container);
    const pid = await processOfContainer(containerName(kind.id, options.runId, port), options.runId);
    return { ...opened, pids: () => (pid === undefined ? [] : descendants(pid)), release };
  } catch (error) {
    await release();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${kind.dockerImage} did not start in Docker: ${reason}\n${await logTail(log, 15)}`);
  }
}

const containerName = (id: string, runId: string, port: number): string =>
  `lab-${runId}-${id}-${port}`.replaceAll(/[^\w.-]/g, '-');

/** The `docker run` that the guardian executes, and the `docker rm` without which a killed client leaves it running. */
export function containerSpec(
  { id, dockerImage }: Pick<InstallableFacts, 'id' | 'dockerImage'>,
  image: ContainerImage,
  place: Pick<AcquireOptions, 'runId' | 'workDir' | 'cpus'> & { readonly port: number; readonly log: string },
): WardSpec {
  const { runId, workDir, cpus, port, log } = place;
  const name = containerName(id, runId, port);
  // With its lab's process id, or `lab stop` would take it for a killed run's.
  const environment = { ...runEnvironment(runId), ...dockerEnvironment(), ...image.env };
  return {
    name: `${id} container`,
    command: 'docker',
    args: [
      ...['run', '--rm', '--name', name, ...containerLabels(runId)],
      ...['--publish', `127.0.0.1:${port}:${image.port}`],
      ...(cpus === undefined ? [] : ['--cpuset-cpus', cpus]),
      ...['LAB_RUN_ID', 'LAB_OWNER_PID', ...Object.keys(image.env)].flatMap((name) => ['--env', name]),
      ...['--entrypoint', 'sh', dockerImage, '-c', image.script],
    ],
    cwd: workDir,
    env: environment,
    log,
    farewell: ['docker', 'rm', '--force', '--volumes', name],
  };
}
