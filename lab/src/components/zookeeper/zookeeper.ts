import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, ComponentKind, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { findProgram } from '../find-program.ts';
import { FORGET_MS } from '../prefix-namespaces.ts';
import { nodeSpaces, startPrivateZookeeper, TICK_MS, urlOf } from './private-zookeeper.ts';
import { askZookeeper, FACTS, forgetNodes, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

/** Coordination: small nodes that every client sees in one order, and that end with their client's session. */
export const zookeeper: ComponentKind = {
  ...FACTS,
  // One thread orders all writes.
  serial: true,
  ask: askZookeeper,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetNodes(url, prefix, FORGET_MS),
  find: () => findProgram(FACTS),
  startPrivately: startPrivateZookeeper,
  startContainer: startZookeeperContainer,
};

function startZookeeperContainer(options: AcquireOptions): Promise<Server> {
  const env = {
    ZOO_TICK_TIME: String(TICK_MS),
    ZOO_4LW_COMMANDS_WHITELIST: 'srvr',
    ZOO_ADMINSERVER_ENABLED: 'false',
  };
  const image = { port: 2181, env, script: 'exec /docker-entrypoint.sh zkServer.sh start-foreground' };
  return startContainer(FACTS, image, options, async (port, container) => {
    const url = urlOf(port);
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askZookeeper(url, PROBE_MS), limits);
    return { version, freshNamespace: nodeSpaces(url) };
  });
}
