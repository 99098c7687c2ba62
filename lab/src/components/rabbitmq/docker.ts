import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { askBroker, PROBE_MS, READY } from './broker.ts';
import { brokerUser, definitions, FACTS, vhostNames, vhostNamespaces, vhostUrl } from './namespaces.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

const SCRIPT =
  'printf %s "$LAB_DEFINITIONS" > /tmp/definitions.json; ' +
  'echo "load_definitions = /tmp/definitions.json" > /etc/rabbitmq/conf.d/20-lab.conf; ' +
  'exec docker-entrypoint.sh rabbitmq-server';

/**
 * RabbitMQ in a container. The vhosts reach it through its environment, not a mounted folder, which a Docker engine in a virtual
 * machine may not see.
 *
 * @throws with the end of the container's output when no AMQP connection opens
 */
export function startRabbitMqContainer(options: AcquireOptions): Promise<Server> {
  const user = brokerUser();
  const vhosts = vhostNames(options.namespaces);
  const env = {
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none +sbwtdcpu none +sbwtdio none',
    LAB_DEFINITIONS: definitions(user, vhosts),
  };
  const image = { port: 5672, env, script: SCRIPT };
  return startContainer(FACTS, image, options, async (port, container) => {
    const ready = vhostUrl(user, port, vhosts.at(-1) ?? '/');
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askBroker(ready, PROBE_MS), limits);
    return { version, freshNamespace: vhostNamespaces(user, port, vhosts) };
  });
}
