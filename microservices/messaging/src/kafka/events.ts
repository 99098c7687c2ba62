import { z } from 'zod';
import type { EventCarrier } from '../carriers.ts';
import type { TransportOptions } from '../open-transport.ts';
import { FLUSHES, KafkaConnection } from './connection.ts';
import { KafkaDeadLetters } from './letters.ts';
import { KafkaRelay } from './relay.ts';
import { KafkaSubscriber } from './subscriber.ts';

export const kafkaSettings = {
  KAFKA_URL: z.url({ protocol: /^kafka$/ }).default('kafka://127.0.0.1:9092'),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[\w.-]*$/)
    .default('')
    .describe('put before the name of every topic and group'),
  KAFKA_FLUSH: z
    .enum(FLUSHES)
    .default('each')
    .describe('when a published event is safe: on the disk, or with the operating system'),
};

export type KafkaSettings = z.infer<z.ZodObject<typeof kafkaSettings>>;

/** For what is still to be sent when a process ends, after its requests have ended. ms. */
const FLUSH_MS = 1_000;

/** A process that neither publishes nor hears events does not connect, and loads no library for it. */
export function openKafkaEvents(
  { KAFKA_URL: url, KAFKA_PREFIX: prefix, KAFKA_FLUSH: flush }: KafkaSettings,
  { name, logger }: TransportOptions,
): EventCarrier {
  let opening: Promise<KafkaConnection> | undefined;
  const connect = () => {
    opening ??= KafkaConnection.open({ url, prefix, flush, name, logger });
    return opening;
  };
  const relays: KafkaRelay[] = [];
  const subscribers: KafkaSubscriber[] = [];
  return {
    events: {
      async relay(outbox, { published }) {
        const relay = new KafkaRelay(await connect(), outbox, { published });
        relays.push(relay);
        return relay;
      },
      async subscribe(subscription, database, applied) {
        const options = { applied };
        const subscriber = new KafkaSubscriber(await connect(), database, subscription, options);
        subscribers.push(subscriber);
        subscriber.start();
      },
      deadLetters: (subscriber) => new KafkaDeadLetters(connect, subscriber),
      repeated: () => subscribers.reduce((sum, { counts }) => sum + counts.repeated, 0),
    },
    // Who only publishes does its work without the broker: events wait in the outbox.
    waitingFor: () => (subscribers.every(({ ready }) => ready) ? [] : ['Kafka']),
    sent: () => relays.reduce((sum, { counts }) => sum + counts.published, 0),
    async drain(ms) {
      await Promise.all(subscribers.map((subscriber) => subscriber.close(ms)));
    },
    async close() {
      const ends = [...subscribers, ...relays].map((part) => part.close(FLUSH_MS));
      await Promise.all(ends);
      await opening?.then(
        (connection) => connection.close(),
        () => undefined,
      );
    },
  };
}
