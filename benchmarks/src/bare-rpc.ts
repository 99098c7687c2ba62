import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import type { Namespace } from './rpc.ts';

const DIRECT_REPLY_TO = 'amq.rabbitmq.reply-to';
/** Without `noDelay` Nagle's algorithm would make it slower than what it is compared with. Timeout in ms. */
const SOCKET = { noDelay: true, timeout: 5_000 };

/**
 * The least that is request/reply: a queue, direct reply-to, JSON. No acknowledgements, deadlines, persistence or
 * reconnection.
 */
export async function bareRpc({ AMQP_URL, AMQP_PREFIX }: Namespace, answer: unknown) {
  const serving = await connect(AMQP_URL, SOCKET);
  const server = await serving.createChannel();
  const { queue } = await server.assertQueue(`${AMQP_PREFIX}bare.${randomUUID()}`, { autoDelete: true });
  await server.consume(
    queue,
    (request) => {
      if (!request) return;
      JSON.parse(request.content.toString());
      const { replyTo, correlationId } = request.properties;
      server.sendToQueue(replyTo, Buffer.from(JSON.stringify(answer)), { correlationId });
    },
    { noAck: true },
  );

  const asking = await connect(AMQP_URL, SOCKET);
  const client = await asking.createChannel();
  const waiting = new Map<string, (reply: unknown) => void>();
  let sequence = 0;
  await client.consume(
    DIRECT_REPLY_TO,
    (reply) => {
      if (!reply) return;
      const { correlationId } = reply.properties;
      waiting.get(correlationId)?.(JSON.parse(reply.content.toString()));
      waiting.delete(correlationId);
    },
    { noAck: true },
  );

  return {
    call: (question: unknown) =>
      new Promise<unknown>((resolve) => {
        const correlationId = String(++sequence);
        waiting.set(correlationId, resolve);
        client.sendToQueue(queue, Buffer.from(JSON.stringify(question)), {
          correlationId,
          replyTo: DIRECT_REPLY_TO,
        });
      }),
    async close() {
      await asking.close();
      await serving.close();
    },
  };
}
