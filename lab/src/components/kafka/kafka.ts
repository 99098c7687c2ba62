import { untilAnswers } from '../answer.ts';
import type { AcquireOptions, ComponentKind, Server } from '../component.ts';
import { startContainer } from '../container.ts';
import { findProgram } from '../find-program.ts';
import { FORGET_MS } from '../prefix-namespaces.ts';
import { CONFIGURATION, propertiesOf, startPrivateKafka, topicSpaces, urlOf } from './private-kafka.ts';
import { askKafka, FACTS, forgetTopics, namespaceEnvironment, PROBE_MS, READY } from './server.ts';

/** Long enough to pull the image over a slow line. */
const START_MS = 300_000;

/** A log of events that consumers read at their own pace. */
export const kafka = {
  ...FACTS,
  // A topic has several partitions, and each is another thread's.
  serial: false,
  ask: askKafka,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetTopics(url, prefix, FORGET_MS),
  find: () => findProgram(FACTS),
  startPrivately: startPrivateKafka,
  startContainer: startKafkaContainer,
} satisfies ComponentKind;

/**
 * Its clients come back to the address that it advertises, and that is the one under which the container is published. The port is known when
 * the container is made, and not before.
 */
function startKafkaContainer(options: AcquireOptions): Promise<Server> {
  const image = (port: number) => ({
    port: 9092,
    env: {
      LAB_KAFKA_PROPERTIES: propertiesOf({
        ...CONFIGURATION,
        'controller.quorum.voters': '1@localhost:9093',
        listeners: 'PLAINTEXT://:9092,CONTROLLER://localhost:9093',
        'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
        'log.dirs': '/tmp/lab-kafka',
      }),
      KAFKA_HEAP_OPTS: '-Xmx512m',
    },
    script: [
      'printf %s "$LAB_KAFKA_PROPERTIES" > /tmp/lab.properties',
      'cd /opt/kafka',
      'bin/kafka-storage.sh format -t "$(bin/kafka-storage.sh random-uuid)" -c /tmp/lab.properties',
      'exec bin/kafka-server-start.sh /tmp/lab.properties',
    ].join(' && '),
  });
  return startContainer(FACTS, image, options, async (port, container) => {
    const url = urlOf(port);
    const limits = { deadlineMs: START_MS, signal: options.signal };
    const { version } = await untilAnswers(READY, [container], () => askKafka(url, PROBE_MS), limits);
    return { version, freshNamespace: topicSpaces(url) };
  });
}
