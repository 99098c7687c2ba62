import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, ComponentKind, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { findProgram } from '../find-program.ts';
import { FORGET_MS } from '../prefix-namespaces.ts';
import { keySpaces, startPrivateMemcached, urlOf } from './private-memcached.ts';
import { askMemcached, FACTS, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

/** Keys and values in memory, and nothing else: a cache. */
export const memcached = {
  ...FACTS,
  // Its threads share the connections among them.
  serial: false,
  ask: askMemcached,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetKeys(url, prefix, FORGET_MS),
  find: () => findProgram(FACTS),
  startPrivately: startPrivateMemcached,
  startContainer: startMemcachedContainer,
} satisfies ComponentKind;

function startMemcachedContainer(options: AcquireOptions): Promise<Server> {
  const image = { port: 11_211, env: {}, script: 'exec memcached -U 0' };
  return startContainer(FACTS, image, options, async (port, container) => {
    const url = urlOf(port);
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askMemcached(url, PROBE_MS), limits);
    return { version, freshNamespace: keySpaces(url) };
  });
}
