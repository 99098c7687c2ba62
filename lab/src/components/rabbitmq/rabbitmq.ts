import type { ComponentKind } from '../component.ts';
import { startRabbitMqContainer } from './docker.ts';
import { useExternalBroker } from './external.ts';
import { FACTS } from './namespaces.ts';
import { startPrivateNode } from './private-node.ts';
import { findRabbitMqServer } from './server.ts';

/** The broker that links the microservices. */
export const rabbitmq: ComponentKind = {
  ...FACTS,
  // A queue is one Erlang process, which runs on one CPU at a time.
  serial: true,
  use: useExternalBroker,
  find: findRabbitMqServer,
  startPrivately: startPrivateNode,
  startContainer: startRabbitMqContainer,
};
