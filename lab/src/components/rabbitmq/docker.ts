import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerEnvironment, processOfContainer } from '../../host/docker-engine.ts';
import { freePorts } from '../../host/processes/free-ports.ts';
import { acquireGuardian, type Ward, type WardSpec } from '../../host/processes/guardian.ts';
import { logTail } from '../../host/processes/log-tail.ts';
import { descendants } from '../../host/processes/process-table.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { RabbitMq } from '../component.ts';
import { untilBrokerAnswers } from './amqp-probe.ts';
import { brokerUser, definitions, vhostNames, vhostNamespaces, vhostUrl } from './namespaces.ts';

export const RABBITMQ_IMAGE = 'rabbitmq:3.13-alpine';
/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

/** Label of every container that the lab starts; its value is the run's id. */
export const RUN_LABEL = 'lab.run-id';
export const OWNER_LABEL = 'lab.owner-pid';

interface ContainerOptions {
  readonly workDir: string;
  readonly runId: string;
  readonly namespaces: number;
  readonly cpus?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts RabbitMQ in a container that is published on 127.0.0.1 and removed when it ends.
 *
 * The vhosts reach it through its environment, not a mounted folder, which a Docker engine in a virtual machine
 * may not see.
 *
 * @throws with the end of the container's output when no AMQP connection opens
 */
export async function startRabbitMqContainer(options: ContainerOptions): Promise<RabbitMq> {
  const [port = 0] = await freePorts(1);
  const user = brokerUser();
  const vhosts = vhostNames(options.namespaces);
  const log = join(options.workDir, 'rabbitmq-docker.log');
  await mkdir(options.workDir, { recursive: true });
  const guardian = acquireGuardian(options.runId);
  let container: Ward | undefined;
  const release = async () => {
    await container?.end();
    await guardian.release();
  };
  try {
    const spec = containerSpec({ ...options, port, log, definitions: definitions(user, vhosts) });
    const started = await guardian.start(spec);
    container = started;
    const answer = await untilBrokerAnswers(vhostUrl(user, port, vhosts.at(-1) ?? '/'), [started], {
      deadlineMs: START_MS,
      signal: options.signal,
    });
    const next = vhostNamespaces(user, port, vhosts);
    const pid = await processOfContainer(containerName(options.runId, port), options.runId);
    return {
      origin: 'docker',
      version: answer.version,
      freshNamespace: async () => next(),
      pids: () => (pid === undefined ? [] : descendants(pid)),
      release,
    };
  } catch (error) {
    await release();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${RABBITMQ_IMAGE} did not start in Docker: ${reason}\n${await logTail(log, 15)}`);
  }
}

const containerName = (runId: string, port: number): string =>
  `lab-${runId}-rabbitmq-${port}`.replaceAll(/[^\w.-]/g, '-');

/** The `docker run` that the guardian executes, and the `docker rm` without which a killed client leaves it running. */
export function containerSpec(options: {
  readonly runId: string;
  readonly port: number;
  readonly workDir: string;
  readonly log: string;
  readonly definitions: string;
  readonly cpus?: string | undefined;
}): WardSpec {
  const name = containerName(options.runId, options.port);
  const configure =
    'printf %s "$LAB_DEFINITIONS" > /tmp/definitions.json; ' +
    'echo "load_definitions = /tmp/definitions.json" > /etc/rabbitmq/conf.d/20-lab.conf; ' +
    'exec docker-entrypoint.sh rabbitmq-server';
  const spinning = '+sbwt none +sbwtdcpu none +sbwtdio none';
  const environment = {
    LAB_RUN_ID: options.runId,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: spinning,
    LAB_DEFINITIONS: options.definitions,
  };
  return {
    name: 'rabbitmq container',
    command: 'docker',
    args: [
      ...['run', '--rm', '--name', name],
      ...['--label', `${RUN_LABEL}=${options.runId}`, '--label', `${OWNER_LABEL}=${process.pid}`],
      ...['--publish', `127.0.0.1:${options.port}:5672`],
      ...(options.cpus === undefined ? [] : ['--cpuset-cpus', options.cpus]),
      ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...['--entrypoint', 'sh', RABBITMQ_IMAGE, '-c', configure],
    ],
    cwd: options.workDir,
    env: { ...runEnvironment(options.runId), ...dockerEnvironment() },
    log: options.log,
    farewell: ['docker', 'rm', '--force', '--volumes', name],
  };
}
