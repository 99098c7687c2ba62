import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, ComponentKind, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { findProgram } from '../find-program.ts';
import { FORGET_MS } from '../prefix-namespaces.ts';
import { configuration, keySpaces, newPassword, startPrivateRedis, urlOf } from './private-redis.ts';
import { askRedis, FACTS, forgetKeys, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

const SCRIPT =
  'umask 077; printf %s "$LAB_REDIS_CONF" > /tmp/lab.conf; unset LAB_REDIS_CONF; exec redis-server /tmp/lab.conf';

/** Keys and values in memory: a cache, a lock. */
export const redis = {
  ...FACTS,
  // One thread executes all commands.
  serial: true,
  ask: askRedis,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetKeys(url, prefix, FORGET_MS),
  find: () => findProgram(FACTS),
  startPrivately: startPrivateRedis,
  startContainer: startRedisContainer,
} satisfies ComponentKind;

function startRedisContainer(options: AcquireOptions): Promise<Server> {
  const password = newPassword();
  const image = { port: 6379, env: { LAB_REDIS_CONF: configuration(password) }, script: SCRIPT };
  return startContainer(FACTS, image, options, async (port, container) => {
    const url = urlOf(port, password);
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askRedis(url, PROBE_MS), limits);
    return { version, freshNamespace: keySpaces(url) };
  });
}
