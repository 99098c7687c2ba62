import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { findLibrary } from '../find-program.ts';
import { trialPrefixes } from '../prefix-namespaces.ts';
import { startPrivateServer } from '../private-server.ts';
import { askKafka, FACTS, forgetTopics, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

const FORMAT_MS = 60_000;
/** Sixteen bytes as Kafka writes them. Nobody else's cluster is ever met, so all have the same. */
const CLUSTER = Buffer.from('lab-kafka-000001').toString('base64url');

/**
 * What a broker for one machine needs, whoever starts it. A group that begins waits for nobody, as the first process of a service is to get
 * its events at once. Topics are made by those who use them: a mistyped name is to be an error.
 */
export const CONFIGURATION = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'inter.broker.listener.name': 'PLAINTEXT',
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '1',
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.num.partitions': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
};

/**
 * Starts a Kafka of the run's own, in `<workDir>/kafka`: one process, which is broker and controller (KRaft). Killed and started again it has
 * its data.
 *
 * @param java the program
 * @throws see `startPrivateServer`
 */
export async function startPrivateKafka(java: string, options: AcquireOptions): Promise<Server> {
  const libraries = await findLibraries();
  const version = await versionOf(libraries);
  const folder = resolve(options.workDir, 'kafka');
  const data = join(folder, 'data');
  const classpath = ['-cp', join(libraries, '*')];
  const plan = async () => {
    const [port = 0, controller = 0] = await freePorts(2);
    const url = urlOf(port);
    const env = runEnvironment(options.runId);
    await rm(folder, { recursive: true, force: true });
    await mkdir(data, { recursive: true });
    await writeFile(join(folder, 'server.properties'), configuration(port, controller));
    await execa(
      java,
      [...classpath, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', 'server.properties'],
      {
        ...{ cwd: folder, env, extendEnv: false, stdin: 'ignore', timeout: FORMAT_MS },
        ...(options.signal && { cancelSignal: options.signal }),
      },
    );
    return {
      ...{ name: 'kafka', program: java, port, folder, data, env },
      args: ['-Xmx512m', ...classpath, 'kafka.Kafka', 'server.properties'],
      ready: READY,
      ask: async () => {
        await askKafka(url, PROBE_MS);
        return { version };
      },
      freshNamespace: topicSpaces(url),
    };
  };
  return startPrivateServer(plan, options);
}

export const topicSpaces = (url: string): Server['freshNamespace'] =>
  trialPrefixes(
    (prefix) => namespaceEnvironment(url, prefix),
    (prefix, deadlineMs) => forgetTopics(url, prefix, deadlineMs),
  );

export const urlOf = (port: number): string => `kafka://127.0.0.1:${port}`;

/** As a file of properties. */
export const propertiesOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const configuration = (port: number, controller: number): string =>
  propertiesOf({
    ...CONFIGURATION,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': 'data',
  });

/** @throws when its jars have gone since it was found */
async function findLibraries(): Promise<string> {
  const places = FACTS.libraries ?? [];
  const place = await findLibrary(places);
  if (place === undefined) throw new Error(`none of ${places.join(', ')} is there`);
  return place;
}

/** Its own jar is named by its version: `kafka_2.13-4.2.1.jar`. */
async function versionOf(libraries: string): Promise<string> {
  const versions = (await readdir(libraries)).map((name) => /^kafka_[\d.]+-([\d.]+)\.jar$/.exec(name)?.[1]);
  return versions.find((version) => version !== undefined) ?? 'unknown';
}
