import { z } from 'zod';
import type { CallCarrier, EventCarrier } from '../carriers.ts';
import type { TransportOptions } from '../open-transport.ts';
import { openConnection, type RabbitConnection } from './connection.ts';
import { QueuedDeadLetters } from './dead-letters.ts';
import { EventRelay } from './events.ts';
import { RpcClient } from './rpc-client.ts';
import { type RpcServer, serveRpc } from './rpc-server.ts';
import { type Subscriber, subscribeOnce } from './subscriber.ts';

export const rabbitMqSettings = {
  AMQP_URL: z.url({ protocol: /^amqps?$/ }).default('amqp://127.0.0.1:5672'),
  AMQP_PREFIX: z
    .string()
    .regex(/^[\w.-]*$/)
    .default('')
    .describe('put before every exchange and queue name'),
};

export type RabbitMqSettings = z.infer<z.ZodObject<typeof rabbitMqSettings>>;

/** For what is still to be sent when a process ends, after its requests have ended. ms. */
const FLUSH_MS = 1_000;

/** @throws Error when there is no connection to the broker within 30 s. */
export const openRabbitMq = (
  { AMQP_URL: url, AMQP_PREFIX: prefix }: RabbitMqSettings,
  { name, logger }: TransportOptions,
): Promise<RabbitConnection> => openConnection({ url, prefix, name, logger });

const waitsUnless = (ready: boolean): readonly string[] => (ready ? [] : ['RabbitMQ']);

/** The connection stays open: it is its opener's to close. */
export async function rabbitMqCalls(
  connection: RabbitConnection,
  { callTimeoutMs }: TransportOptions,
): Promise<CallCarrier> {
  const rpc = await RpcClient.open(connection, { timeoutMs: callTimeoutMs });
  const servers: RpcServer[] = [];
  return {
    rpc,
    async serve(context, handlers, prefetch) {
      const options = prefetch === undefined ? {} : { prefetch };
      servers.push(await serveRpc(connection, context, handlers, options));
    },
    waitingFor: () => waitsUnless(connection.ready && servers.every((server) => server.ready)),
    sent: () =>
      rpc.counts.sent +
      servers.reduce((sum, { counts }) => sum + counts.answered + counts.failed + counts.malformed, 0),
    async drain(ms) {
      await Promise.all(servers.map((server) => server.close(ms)));
    },
    close: () => rpc.close(FLUSH_MS),
  };
}

/** The connection stays open: it is its opener's to close. */
export function rabbitMqEvents(connection: RabbitConnection): EventCarrier {
  const subscribers: Subscriber[] = [];
  const relays: EventRelay[] = [];
  return {
    events: {
      async relay(outbox, options) {
        const relay = new EventRelay(connection, outbox, options);
        await relay.start();
        relays.push(relay);
        return relay;
      },
      async subscribe(subscription, { unitOfWork, inbox }, applied) {
        subscribers.push(await subscribeOnce(connection, unitOfWork, inbox, subscription, { applied }));
      },
      deadLetters: (subscriber) => new QueuedDeadLetters(connection, subscriber),
      repeated: () => subscribers.reduce((sum, { counts }) => sum + counts.repeated, 0),
    },
    waitingFor: () => waitsUnless(connection.ready && subscribers.every((subscriber) => subscriber.ready)),
    sent: () => relays.reduce((sum, { counts }) => sum + counts.published, 0),
    async drain(ms) {
      await Promise.all(subscribers.map((subscriber) => subscriber.close(ms)));
    },
    async close() {
      await Promise.all(relays.map((relay) => relay.close(FLUSH_MS)));
    },
  };
}
