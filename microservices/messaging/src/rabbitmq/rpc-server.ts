import { type Handlers, patternIn } from '@lab/shared-domain/adapters/messages/request';
import type { Channel, ConsumeMessage } from 'amqplib';
import { Answering, type RequestCounts } from '../answering.ts';
import type { RabbitConnection } from './connection.ts';
import { Consumer } from './consumer.ts';
import { declareQueue } from './declare.ts';
import { typeIn } from './request-type.ts';

export interface RpcServerOptions {
  /** Requests in work at once. Default 64. */
  readonly prefetch?: number;
  /** A handler that has not ended after this many ms is given up. Default 30,000. */
  readonly handlerMs?: number;
}

/** Serves a context's requests. @throws what the broker says when it refuses the queue. */
export async function serveRpc(
  connection: RabbitConnection,
  context: string,
  handlers: Handlers,
  options: RpcServerOptions = {},
): Promise<RpcServer> {
  const server = new RpcServer(connection, context, handlers, options);
  await server.start();
  return server;
}

export class RpcServer {
  readonly #answering: Answering;
  readonly #consumer: Consumer<Channel>;

  /** Used by {@link serveRpc}. */
  constructor(
    private readonly connection: RabbitConnection,
    context: string,
    handlers: Handlers,
    { prefetch = 64, handlerMs }: RpcServerOptions,
  ) {
    const { names, logger } = connection;
    const queue = names.rpcQueue(context);
    this.#answering = new Answering(context, handlers, logger, { handlerMs });
    this.#consumer = new Consumer(connection, {
      queue,
      prefetch,
      declare: (channel) => declareQueue(channel, names, queue),
      onMessage: (message, channel) => this.#onMessage(message, channel),
    });
  }

  get counts(): RequestCounts {
    return this.#answering.counts;
  }

  get ready(): boolean {
    return this.#consumer.ready;
  }

  start(): Promise<void> {
    return this.#consumer.start((spec) => this.connection.openChannel(spec));
  }

  /** Takes no more requests, answers those in work within `drainMs`, then closes. */
  close(drainMs = 10_000): Promise<void> {
    return this.#consumer.close(drainMs);
  }

  /** Always acks in the end: one whose handler threw has been answered, and an unreadable one stays unreadable. */
  #onMessage(message: ConsumeMessage, channel: Channel): Promise<void> {
    const { redelivered } = message.fields;
    const { replyTo, correlationId } = message.properties;
    const type = typeIn(message.properties);
    const asked = { content: message.content, properties: { replyTo, correlationId, type } };
    return this.#answering.answer(asked, { redelivered }).then((reply) => {
      try {
        if (reply !== undefined && typeof replyTo === 'string') {
          channel.publish('', replyTo, reply.content, reply.properties);
        }
        channel.ack(message);
      } catch (error) {
        // The channel went away under the handler. The broker delivers the request again, if its deadline allows.
        this.connection.logger.warn(
          { type: patternIn(type), redelivered, err: error },
          'a reply could not be sent',
        );
      }
    });
  }
}
