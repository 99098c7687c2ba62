import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, ComponentKind, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { findProgram } from '../find-program.ts';
import { FORGET_MS } from '../prefix-namespaces.ts';
import { CONFIGURATION, keySpaces, startPrivateConsul, urlOf } from './private-consul.ts';
import { askConsul, FACTS, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

/** Coordination: keys that sessions acquire, agreed upon by Raft. */
export const consul: ComponentKind = {
  ...FACTS,
  // One log orders all writes.
  serial: true,
  ask: askConsul,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetKeys(url, prefix, FORGET_MS),
  find: () => findProgram(FACTS),
  startPrivately: startPrivateConsul,
  startContainer: startConsulContainer,
};

function startConsulContainer(options: AcquireOptions): Promise<Server> {
  const env = { LAB_CONSUL_CONFIG: JSON.stringify(CONFIGURATION) };
  const script =
    'printf %s "$LAB_CONSUL_CONFIG" > /tmp/lab.json; exec consul agent -server -bootstrap-expect=1 -node=lab -bind=127.0.0.1 -client=0.0.0.0 -data-dir=/tmp/data -config-file=/tmp/lab.json';
  return startContainer(FACTS, { port: 8500, env, script }, options, async (port, container) => {
    const url = urlOf(port);
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askConsul(url, PROBE_MS), limits);
    return { version, freshNamespace: keySpaces(url) };
  });
}
