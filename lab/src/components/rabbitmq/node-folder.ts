import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runEnvironment } from '../../host/processes/run-environment.ts';

/** The files of a private node; every path is absolute. */
export interface NodeFolder {
  readonly root: string;
  readonly home: string;
  readonly database: string;
  readonly log: string;
  readonly config: string;
  readonly plugins: string;
}

/** Writes what a node needs to start into `<workDir>/rabbitmq`, over whatever an earlier attempt left there. */
export async function writeNodeFolder(
  workDir: string,
  amqpPort: number,
  vhosts: string,
): Promise<NodeFolder> {
  const root = resolve(workDir, 'rabbitmq');
  const folder: NodeFolder = {
    root,
    home: join(root, 'home'),
    database: join(root, 'database'),
    log: join(root, 'node.log'),
    config: join(root, 'rabbitmq.conf'),
    plugins: join(root, 'enabled_plugins'),
  };
  await rm(root, { recursive: true, force: true });
  await mkdir(folder.home, { recursive: true });
  await mkdir(folder.database, { recursive: true });
  await writeFile(join(folder.home, '.erlang.cookie'), randomBytes(16).toString('hex'), { mode: 0o400 });
  await writeFile(join(root, 'definitions.json'), vhosts, { mode: 0o600 });
  await writeFile(folder.plugins, '[].\n');
  const config = [
    `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
    // Relative to the node's working folder: RabbitMQ cannot parse a path with characters outside ASCII here.
    'load_definitions = definitions.json',
    'log.console = false',
    'log.file.level = info',
  ];
  await writeFile(folder.config, `${config.join('\n')}\n`);
  return folder;
}

/**
 * All of the environment of a node and its epmd: every file in the folder, every port on 127.0.0.1. Whatever
 * RABBITMQ_* the user has set stays out.
 */
export function nodeEnvironment(
  runId: string,
  folder: NodeFolder,
  ports: { amqpPort: number; distributionPort: number; epmdPort: number },
): Record<string, string> {
  return {
    ...runEnvironment(runId),
    HOME: folder.home,
    ERL_CRASH_DUMP: join(folder.root, 'erl_crash.dump'),
    ERL_EPMD_PORT: String(ports.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_NODENAME: 'lab@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqpPort),
    RABBITMQ_DIST_PORT: String(ports.distributionPort),
    RABBITMQ_MNESIA_BASE: folder.database,
    RABBITMQ_LOG_BASE: folder.root,
    RABBITMQ_LOGS: folder.log,
    RABBITMQ_SCHEMA_DIR: join(folder.root, 'schema'),
    RABBITMQ_CONFIG_FILE: folder.config,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder.root, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: folder.plugins,
    RABBITMQ_PID_FILE: join(folder.root, 'pid'),
    // Busy waiting would count as CPU use of the arm; the distribution port listens on all interfaces by default.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
  };
}
