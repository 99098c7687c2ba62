import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { z } from 'zod';
import type { TransportOptions } from '../open-transport.ts';
import { openConnection } from './connection.ts';
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
export async function openRabbitMq(
  { AMQP_URL: url, AMQP_PREFIX: prefix }: RabbitMqSettings,
  { name, logger, callTimeoutMs }: TransportOptions,
): Promise<Transport> {
  const connection = await openConnection({ url, prefix, name, logger });
  const rpc = await RpcClient.open(connection, { timeoutMs: callTimeoutMs });
  const servers: RpcServer[] = [];
  const consumers: (RpcServer | Subscriber)[] = [];
  const relays: EventRelay[] = [];
  const isReady = () => connection.ready && consumers.every((consumer) => consumer.ready);
  return {
    rpc,
    async serve(context, handlers, prefetch) {
      const server = await serveRpc(
        connection,
        context,
        handlers,
        prefetch === undefined ? {} : { prefetch },
      );
      servers.push(server);
      consumers.push(server);
    },
    events: {
      async relay(outbox, options) {
        const relay = new EventRelay(connection, outbox, options);
        await relay.start();
        relays.push(relay);
        return relay;
      },
      async subscribe(subscription, { unitOfWork, inbox }, applied) {
        consumers.push(await subscribeOnce(connection, unitOfWork, inbox, subscription, { applied }));
      },
      deadLetters: (subscriber) => new QueuedDeadLetters(connection, subscriber),
    },
    waitingFor: () => (isReady() ? [] : ['RabbitMQ']),
    sent: () =>
      rpc.counts.sent +
      servers.reduce((sum, { counts }) => sum + counts.answered + counts.failed + counts.malformed, 0) +
      relays.reduce((sum, { counts }) => sum + counts.published, 0),
    async drain(ms) {
      await Promise.all(consumers.map((consumer) => consumer.close(ms)));
    },
    async close() {
      await Promise.all(relays.map((relay) => relay.close(FLUSH_MS)));
      await rpc.close(FLUSH_MS);
      await connection.close();
    },
  };
}
