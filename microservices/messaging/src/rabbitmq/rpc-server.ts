import { codeOfError, type WrittenReply, writeReply } from '@lab/shared-domain/adapters/messages/reply';
import {
  type ExecutableRequest,
  execute,
  type Handler,
  type Handlers,
  type Request,
  readRequest,
} from '@lab/shared-domain/adapters/messages/request';
import type { Channel, ConsumeMessage } from 'amqplib';
import { DeadlineExceeded } from '../deadline.ts';
import { Deadlines } from '../deadlines.ts';
import type { RabbitConnection } from './connection.ts';
import { Consumer } from './consumer.ts';
import { declareQueue } from './declare.ts';

export interface RpcServerOptions {
  /** Requests in work at once. Default 64. */
  readonly prefetch?: number;
  /** A handler that has not ended after this many ms is given up, or its place would be lost for ever. Default 30,000. */
  readonly handlerMs?: number;
}

/** What became of the requests since the start. */
export interface RpcServerCounts {
  answered: number;
  /** The handler threw. */
  failed: number;
  /** Dropped without being executed, because nobody waited for the reply any more. */
  expired: number;
  /** Not JSON, or for a method that does not exist. */
  malformed: number;
}

interface RequestLog {
  readonly pattern: string;
  readonly redelivered: boolean;
  readonly correlationId: string;
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
  readonly counts: RpcServerCounts = { answered: 0, failed: 0, expired: 0, malformed: 0 };
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #handlerMs: number;
  readonly #deadlines = new Deadlines<(error: DeadlineExceeded) => void>((reject) =>
    reject(new DeadlineExceeded('the handler', this.#handlerMs)),
  );
  readonly #consumer: Consumer<Channel>;

  /** Used by {@link serveRpc}. */
  constructor(
    private readonly connection: RabbitConnection,
    private readonly context: string,
    handlers: Handlers,
    options: RpcServerOptions,
  ) {
    const { names } = connection;
    const queue = names.rpcQueue(context);
    this.#handlers = new Map(Object.entries(handlers));
    this.#handlerMs = options.handlerMs ?? 30_000;
    this.#consumer = new Consumer(connection, {
      queue,
      prefetch: options.prefetch ?? 64,
      declare: (channel) => declareQueue(channel, names, queue),
      onMessage: (message, channel) => this.#onMessage(message, channel),
    });
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
  async #onMessage(message: ConsumeMessage, channel: Channel): Promise<void> {
    const request = readRequest(message, this.context, this.#handlers);
    const { pattern, correlationId } = request;
    const log: RequestLog = { pattern, correlationId, redelivered: message.fields.redelivered };
    let reply: WrittenReply | undefined;
    if (request.kind === 'execute') {
      try {
        reply = writeReply(await execute(request, this.#inTime), message);
        this.counts.answered++;
      } catch (error) {
        reply = this.#failed(error, message, log);
      }
    } else reply = this.#refuse(message, request, log);
    const { replyTo } = message.properties;
    try {
      if (reply !== undefined && typeof replyTo === 'string') {
        channel.publish('', replyTo, reply.content, reply.properties);
      }
      channel.ack(message);
    } catch (error) {
      // The channel went away under the handler. The broker delivers the request again, if its deadline allows.
      this.connection.logger.warn({ ...log, err: error }, 'a reply could not be sent');
    }
  }

  /** The handler's outcome, or a rejection when its time is over. The handler itself is not stopped. */
  readonly #inTime = (work: Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.#deadlines.watch(reject, this.#handlerMs);
      work.then(
        (value) => {
          this.#deadlines.forget(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#deadlines.forget(reject);
          reject(error);
        },
      );
    });

  #failed(error: unknown, message: ConsumeMessage, log: RequestLog): WrittenReply {
    this.counts.failed++;
    this.connection.logger.error({ ...log, err: error }, 'request failed');
    const code = error instanceof DeadlineExceeded ? 'timeout' : codeOfError(error);
    return writeReply({ kind: 'error', code }, message);
  }

  #refuse(
    message: ConsumeMessage,
    request: Exclude<Request, ExecutableRequest>,
    log: RequestLog,
  ): WrittenReply | undefined {
    if (request.kind === 'expired') {
      this.counts.expired++;
      this.connection.logger.debug(log, 'request had expired');
      return undefined;
    }
    this.counts.malformed++;
    this.connection.logger.error({ ...log, code: request.code }, 'request is malformed');
    return writeReply({ kind: 'error', code: request.code }, message);
  }
}
