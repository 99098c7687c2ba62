import { randomUUID } from 'node:crypto';
import { callFailed, type Operation, type Rpc } from '@lab/shared-domain/adapters/messages/remote';
import { failureKind, readReply } from '@lab/shared-domain/adapters/messages/reply';
import type { Channel, ConsumeMessage } from 'amqplib';
import { type CallOptions, type ClientOptions, outgoing } from '../outgoing.ts';
import { PendingCalls } from '../pending-calls.ts';
import type { RabbitConnection } from './connection.ts';
import type { ManagedChannel } from './managed-channel.ts';
import { asProperties } from './request-type.ts';

/** RabbitMQ's pseudo-queue: replies come straight to the channel that asked, without a queue of its own. */
const DIRECT_REPLY_TO = 'amq.rabbitmq.reply-to';

/**
 * Request/reply over RabbitMQ. Every call has a deadline (the caller's ambient one or the timeout, whichever is sooner),
 * and passes it on. A request whose queue exists waits there for the service, so that a restart of it is only slow.
 */
export class RpcClient implements Rpc {
  /** Since the start. */
  readonly counts = { sent: 0 };
  readonly #pending = new PendingCalls();
  readonly #timeoutMs: number;
  readonly #maxInFlight: number;
  readonly #instance = randomUUID().slice(0, 8);
  #channel: ManagedChannel | undefined;
  #sequence = 0;

  private constructor(
    private readonly connection: RabbitConnection,
    options: ClientOptions,
  ) {
    this.#timeoutMs = options.timeoutMs ?? 3_000;
    this.#maxInFlight = options.maxInFlight ?? 2_000;
  }

  static async open(connection: RabbitConnection, options: ClientOptions = {}): Promise<RpcClient> {
    const client = new RpcClient(connection, options);
    client.#channel = await connection.openChannel({
      name: 'rpc-client',
      setup: (channel) => client.#setup(channel),
      lost: () => client.#pending.failAll('timeout', 'the connection was lost; the call may have happened'),
    });
    return client;
  }

  call(context: string, method: string, payload: unknown, options: CallOptions = {}): Promise<unknown> {
    const operation = { context, method, pattern: `${context}.${method}` };
    try {
      return this.#send(operation, payload, options.timeoutMs ?? this.#timeoutMs);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Waits for the calls in flight, at most `drainMs`, then closes; calls still open fail as `timeout`. */
  async close(drainMs = 5_000): Promise<void> {
    await this.#pending
      .drained(drainMs)
      .catch((error: unknown) => this.connection.logger.warn({ err: error }, 'calls were not drained'));
    await this.#channel?.close();
  }

  async #setup(channel: Channel): Promise<void> {
    channel.on('return', ({ properties: { correlationId } }) => {
      this.#pending.fail(correlationId, 'unavailable', 'nobody serves it');
    });
    await channel.consume(DIRECT_REPLY_TO, (message) => message && this.#replied(message), { noAck: true });
  }

  /** On the path of every call, hence one promise only. @throws at once what keeps the request from being written */
  #send(operation: Operation, payload: unknown, timeoutMs: number): Promise<unknown> {
    const channel = this.#openChannel(operation);
    const { content, type, left, timings, span } = outgoing(operation, payload, timeoutMs);
    const id = `${this.#instance}-${++this.#sequence}`;
    const answer = this.#pending.add(id, operation, left, timings, span);
    try {
      channel.publish('', this.connection.names.rpcQueue(operation.context), content, {
        // First: behind other properties, a spread costs more than all of them.
        ...asProperties(type),
        contentType: 'application/json',
        correlationId: id,
        replyTo: DIRECT_REPLY_TO,
        expiration: left,
        mandatory: true,
      });
      this.counts.sent++;
    } catch (error) {
      this.#pending.fail(id, 'unavailable', `cannot send: ${String(error)}`);
    }
    return answer;
  }

  #openChannel(operation: Operation): Channel {
    const channel = this.#channel?.current;
    if (channel === undefined) throw callFailed(operation, 'unavailable', 'not connected to the broker');
    if (this.connection.blocked) throw callFailed(operation, 'unavailable', 'the broker accepts no messages');
    if (this.#pending.size >= this.#maxInFlight) {
      throw callFailed(operation, 'unavailable', `${this.#maxInFlight} calls are in flight already`);
    }
    return channel;
  }

  #replied(message: ConsumeMessage): void {
    const id: unknown = message.properties.correlationId;
    try {
      const reply = readReply(message);
      if (reply.kind === 'result') this.#pending.succeed(id, reply);
      else this.#pending.fail(id, failureKind(reply.code), `the service answered ${reply.code}`);
    } catch (error) {
      this.#pending.fail(id, 'failed', `unreadable reply: ${String(error)}`);
    }
  }
}
