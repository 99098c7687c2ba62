import type { ComponentKind } from '../component.ts';
import { askBroker, forgetDeclarations } from './broker.ts';
import { startRabbitMqContainer } from './docker.ts';
import { FACTS, namespaceEnvironment } from './namespaces.ts';
import { startPrivateNode } from './private-node.ts';
import { findRabbitMqServer } from './server.ts';

const FORGET_MS = 10_000;

/** The broker that links the microservices. */
export const rabbitmq = {
  ...FACTS,
  // A queue is one Erlang process, which runs on one CPU at a time.
  serial: true,
  between: true,
  ask: askBroker,
  environmentOf: namespaceEnvironment,
  forget: (url, prefix) => forgetDeclarations(url, prefix, FORGET_MS),
  find: findRabbitMqServer,
  startPrivately: startPrivateNode,
  startContainer: startRabbitMqContainer,
} satisfies ComponentKind;
