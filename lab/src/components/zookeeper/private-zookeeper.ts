import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { findLibrary } from '../find-program.ts';
import { trialPrefixes } from '../prefix-namespaces.ts';
import { startPrivateServer } from '../private-server.ts';
import { askZookeeper, FACTS, forgetNodes, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Sessions are at least twice, and at most twenty times, as long: shorter ones than the usual 4 s shall be possible. ms. */
export const TICK_MS = 500;

/**
 * What Debian's jar needs, as far as it is there. The folder cannot be taken as a whole: it holds what excludes each other, e.g. several
 * ways of logging.
 */
const DEBIAN_JARS =
  /^(zookeeper|zookeeper-jute|slf4j-api|slf4j-simple|netty.*|metrics-core|snappy-java|snappy|commons-cli|commons-io|jackson-(core|databind|annotations))\.jar$/;

/**
 * Starts a ZooKeeper of the run's own, in `<workDir>/zookeeper`: one server, without an ensemble. Killed and started again it has its data.
 *
 * @param java the program
 * @throws see `startPrivateServer`
 */
export async function startPrivateZookeeper(java: string, options: AcquireOptions): Promise<Server> {
  const classpath = await findClasspath();
  const folder = resolve(options.workDir, 'zookeeper');
  const data = join(folder, 'data');
  const plan = async () => {
    const [port = 0] = await freePorts(1);
    const url = urlOf(port);
    await rm(folder, { recursive: true, force: true });
    await mkdir(data, { recursive: true });
    await writeFile(join(folder, 'zoo.cfg'), configuration(port));
    return {
      ...{ name: 'zookeeper', program: java, port, folder, data },
      args: [
        ...['-Xmx128m', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
        // It would look for a way of logging that is not there.
        ...['-Dzookeeper.jmx.log4j.disable=true', '-cp', classpath],
        ...['org.apache.zookeeper.server.ZooKeeperServerMain', 'zoo.cfg'],
      ],
      env: runEnvironment(options.runId),
      ...{ ready: READY, ask: () => askZookeeper(url, PROBE_MS) },
      freshNamespace: nodeSpaces(url),
    };
  };
  return startPrivateServer(plan, options);
}

export const nodeSpaces = (url: string): Server['freshNamespace'] =>
  trialPrefixes(
    (prefix) => namespaceEnvironment(url, prefix),
    (prefix, deadlineMs) => forgetNodes(url, prefix, deadlineMs),
  );

export const urlOf = (port: number): string => `zookeeper://127.0.0.1:${port}`;

function configuration(port: number): string {
  return [
    `tickTime=${TICK_MS}`,
    'dataDir=data',
    `clientPort=${port}`,
    'clientPortAddress=127.0.0.1',
    'admin.enableServer=false',
    '4lw.commands.whitelist=srvr',
    '',
  ].join('\n');
}

/** @throws when its jars have gone since it was found */
async function findClasspath(): Promise<string> {
  const places = FACTS.libraries ?? [];
  const place = await findLibrary(places);
  if (place === undefined) throw new Error(`none of ${places.join(', ')} is there`);
  // A package of its own holds what it needs, and nothing else.
  if (!place.endsWith('.jar')) return join(place, '*');
  const folder = dirname(place);
  const jars = (await readdir(folder)).filter((name) => DEBIAN_JARS.test(name));
  return jars.map((name) => join(folder, name)).join(':');
}
