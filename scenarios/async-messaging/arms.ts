/** Who places an order waits until it is decided. It is the baseline. */
export const ANSWERED = 'microservices';
export const OVER_RABBITMQ = 'microservices+orders=accepted';
export const OVER_KAFKA = 'microservices+events=kafka+orders=accepted';
/** Kafka as it comes: an event is published when the operating system has it. */
export const UNFLUSHED = 'microservices+events=kafka-unflushed+orders=accepted';
export const MONOLITH = 'monolith';
/** A queue of the monolith's own, in its database. */
export const QUEUED = 'monolith+orders=accepted';

/** An arm whose orders are carried out by messages, and its broker's name. */
export interface BrokerArm {
  readonly topology: string;
  readonly name: string;
}

export const BROKERS: readonly BrokerArm[] = [
  { topology: OVER_RABBITMQ, name: 'RabbitMQ' },
  { topology: OVER_KAFKA, name: 'Kafka' },
];

/** Arms that need Kafka. */
export const ON_KAFKA = [OVER_KAFKA, UNFLUSHED];

/** What the arms have in common whose orders are answered before they are decided. */
export const ACCEPTED = 'orders=accepted';

/** The arm of the same deployment whose orders are answered when they are decided. */
export const answeredOf = (topology: string): string => (topology.startsWith(MONOLITH) ? MONOLITH : ANSWERED);

/** The process that is killed in the second peak: who takes the messages, and the orders. A monolith has no other than itself. */
export const victimOf = (processes: readonly string[]): string =>
  processes.includes('orders') ? 'orders' : 'monolith';
