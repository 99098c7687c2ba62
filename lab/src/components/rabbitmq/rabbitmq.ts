import { type DockerEngine, findDockerEngine } from '../../host/docker-engine.ts';
import { MissingComponent, type RabbitMq } from '../component.ts';
import { withoutPassword } from './amqp-probe.ts';
import { canInstallDebianPackage, installDebianPackage } from './debian.ts';
import { RABBITMQ_IMAGE, startRabbitMqContainer } from './docker.ts';
import { useExternalBroker } from './external.ts';
import { startPrivateNode } from './private-node.ts';
import { findRabbitMqServer } from './server.ts';

export interface RabbitMqOptions {
  /** Folder for the broker's files and logs; the caller removes it. */
  readonly workDir: string;
  readonly runId: string;
  /** Progress, one line at a time: what is used, and what takes long. */
  readonly log: (line: string) => void;
  /** How many fresh namespaces will be asked for. More still work, but share a vhost. */
  readonly namespaces: number;
  /** Whether a Debian package may be installed when nothing else helps; true by default. */
  readonly allowInstall?: boolean;
  /** CPUs for the broker, as `taskset -c` and Docker's `--cpuset-cpus` list them. */
  readonly cpus?: string | undefined;
  /** Calls the acquisition off; what was started until then is ended. */
  readonly signal?: AbortSignal | undefined;
  /** Where `AMQP_URL` is looked up. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What of RabbitMQ this machine has, found without starting anything. */
export interface RabbitMqSources {
  readonly amqpUrl: string | undefined;
  readonly server: string | undefined;
  readonly docker: DockerEngine | { readonly missing: string };
  readonly installable: boolean;
}

export async function findRabbitMqSources(env: NodeJS.ProcessEnv = process.env): Promise<RabbitMqSources> {
  const [server, docker, installable] = await Promise.all([
    findRabbitMqServer(),
    findDockerEngine(),
    canInstallDebianPackage(),
  ]);
  return { amqpUrl: env.AMQP_URL || undefined, server, docker, installable };
}

/** The source that a run would use, the first that there is; undefined when there is none. */
export function preferredSource(sources: RabbitMqSources): RabbitMq['origin'] | undefined {
  if (sources.amqpUrl) return 'AMQP_URL';
  if (sources.server) return 'private node';
  if ('version' in sources.docker) return 'docker';
  return sources.installable ? 'debian package' : undefined;
}

/**
 * Finds a RabbitMQ, or starts one for this run: `AMQP_URL`, a private node of the installed server, a container, a
 * private node of the Debian package installed for it. A source that fails is reported and the next one tried, except
 * for `AMQP_URL`, which is an explicit wish.
 *
 * @throws {MissingComponent} that lists every way to get one, with the reason why each did not work here
 */
export async function acquireRabbitMq(options: RabbitMqOptions): Promise<RabbitMq> {
  const env = options.env ?? process.env;
  if (env.AMQP_URL) {
    options.log(`RabbitMQ: using AMQP_URL (${withoutPassword(env.AMQP_URL)})`);
    return useExternalBroker(env.AMQP_URL, options.runId);
  }
  const remedies: string[] = ['set AMQP_URL to a RabbitMQ that runs, e.g. amqp://user:password@host:5672'];
  const attempt = async (start: () => Promise<RabbitMq>): Promise<RabbitMq | undefined> => {
    try {
      return await start();
    } catch (error) {
      options.signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      options.log(`RabbitMQ: ${reason}`);
      remedies.push(`repair what failed: ${reason.split('\n')[0]}`);
      return undefined;
    }
  };

  const server = await findRabbitMqServer();
  if (server) {
    options.log(`RabbitMQ: starting a private node of ${server}`);
    const node = await attempt(() => startPrivateNode({ ...options, server }));
    if (node) return node;
  } else {
    remedies.push(
      'install rabbitmq-server (brew install rabbitmq; apt-get install rabbitmq-server; no service needed)',
    );
  }

  const docker = await findDockerEngine();
  if ('version' in docker) {
    options.log(`RabbitMQ: starting ${RABBITMQ_IMAGE} in Docker (the first time it is pulled)`);
    const container = await attempt(() => startRabbitMqContainer(options));
    if (container) return container;
  } else {
    remedies.push(`start a Docker engine (${docker.missing})`);
  }

  if (server) throw new MissingComponent('RabbitMQ', remedies);
  if (options.allowInstall === false) {
    remedies.push('allow the lab to install the Debian package');
  } else if (await canInstallDebianPackage()) {
    options.log('RabbitMQ: installing the Debian package, without its system service (about a minute, once)');
    const node = await attempt(() => installAndStart(options));
    if (node) return node;
  } else {
    remedies.push('on Debian or Ubuntu, run this as root, and the package is installed for you');
  }
  throw new MissingComponent('RabbitMQ', remedies);
}

async function installAndStart(options: RabbitMqOptions): Promise<RabbitMq> {
  await installDebianPackage();
  const server = await findRabbitMqServer();
  if (!server)
    throw new Error('the Debian package is installed, but rabbitmq-server is not where it puts it');
  return { ...(await startPrivateNode({ ...options, server })), origin: 'debian package' };
}
