import { randomUUID } from 'node:crypto';
import { currentCall, timeLeft } from '@lab/shared-domain/kernel/call-context';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { RabbitConnection } from './connection.ts';
import { InFlight } from './in-flight.ts';
import type { ManagedChannel } from './managed-channel.ts';
import { decode, type ErrorReply, encode, HEADER, numberHeader, properties, REPLY } from './message.ts';
import { callFailure, PendingCalls } from './pending-calls.ts';

/** RabbitMQ's pseudo-queue: replies come straight to the channel that asked, without a queue of its own. */
const DIRECT_REPLY_TO = 'amq.rabbitmq.reply-to';

export interface CallOptions {
  /** The longest this call may take, in ms, when the ambient deadline allows more. */
  readonly timeoutMs?: number;
}

export interface RpcClientOptions {
  /** The default of {@link CallOptions.timeoutMs}. 3,000 when not given. */
  readonly timeoutMs?: number;
  /** Calls in flight, beyond which further ones fail at once instead of piling up in memory. Default 2,000. */
  readonly maxInFlight?: number;
}

/** What a context's remote client needs of the transport. */
export interface Rpc {
  /**
   * Asks `context` for `method`, and resolves to its result.
   *
   * @throws DependencyFailure `timeout` when the outcome is unknown, `failed` when the handler threw, `unavailable` when
   * the request was not delivered, or when what the handler depends on was unavailable to it.
   */
  call(context: string, method: string, payload: unknown, options?: CallOptions): Promise<unknown>;
}

/**
 * Request/reply over RabbitMQ. Every call has a deadline (the caller's ambient one or the timeout, whichever is sooner),
 * and passes it on. A request whose queue exists waits there for the service, so that a restart of it is only slow.
 */
export class RpcClient implements Rpc {
  readonly #pending = new PendingCalls();
  readonly #inFlight = new InFlight();
  readonly #timeoutMs: number;
  readonly #maxInFlight: number;
  readonly #instance = randomUUID().slice(0, 8);
  #channel: ManagedChannel | undefined;
  #sequence = 0;

  private constructor(
    private readonly connection: RabbitConnection,
    options: RpcClientOptions,
  ) {
    this.#timeoutMs = options.timeoutMs ?? 3_000;
    this.#maxInFlight = options.maxInFlight ?? 2_000;
  }

  static async open(connection: RabbitConnection, options: RpcClientOptions = {}): Promise<RpcClient> {
    const client = new RpcClient(connection, options);
    client.#channel = await connection.openChannel({
      name: 'rpc-client',
      setup: (channel) => client.#setup(channel),
      lost: () => client.#pending.failAll('timeout', 'the connection was lost; the call may have happened'),
    });
    return client;
  }

  call(context: string, method: string, payload: unknown, options: CallOptions = {}): Promise<unknown> {
    const send = () =>
      this.#send(context, `${context}.${method}`, payload, options.timeoutMs ?? this.#timeoutMs);
    const timings = currentCall()?.timings;
    return this.#inFlight.run(() => (timings === undefined ? send() : timings.span('calls', send)));
  }

  /** Waits for the calls in flight, at most `drainMs`, then closes; calls still open fail as `timeout`. */
  async close(drainMs = 5_000): Promise<void> {
    await this.#inFlight
      .drained(drainMs, 'draining calls')
      .catch((error: unknown) => this.connection.logger.warn({ err: error }, 'calls were not drained'));
    await this.#channel?.close();
  }

  async #setup(channel: Channel): Promise<void> {
    channel.on('return', ({ properties: { correlationId } }) => {
      this.#pending.take(correlationId)?.fail('unavailable', 'nobody serves it');
    });
    await channel.consume(DIRECT_REPLY_TO, (message) => message && this.#replied(message), { noAck: true });
  }

  async #send(context: string, pattern: string, payload: unknown, timeoutMs: number): Promise<unknown> {
    const channel = this.#channel?.current;
    if (channel === undefined)
      throw callFailure(context, pattern, 'unavailable', 'not connected to the broker');
    if (this.connection.blocked)
      throw callFailure(context, pattern, 'unavailable', 'the broker accepts no messages');
    if (this.#pending.size >= this.#maxInFlight) {
      throw callFailure(context, pattern, 'unavailable', `${this.#maxInFlight} calls are in flight already`);
    }
    const now = Date.now();
    const left = Math.floor(timeLeft(timeoutMs, now));
    if (left <= 0) throw callFailure(context, pattern, 'timeout', 'the deadline had passed before the call');

    const body = encode(payload);
    const id = `${this.#instance}-${++this.#sequence}`;
    const call = this.#pending.add(id, context, pattern, left);
    const headers = { [HEADER.deadline]: now + left, [HEADER.correlationId]: currentCall()?.correlationId };
    try {
      channel.publish('', this.connection.names.rpcQueue(context), body, {
        ...properties(pattern, id, headers),
        correlationId: id,
        replyTo: DIRECT_REPLY_TO,
        expiration: left,
        mandatory: true,
      });
    } catch (error) {
      this.#pending.take(id)?.fail('unavailable', `cannot send: ${String(error)}`);
    }
    const { value, report } = await call.reply;
    currentCall()?.timings.addRemote(report);
    return value;
  }

  #replied(message: ConsumeMessage): void {
    const call = this.#pending.take(message.properties.correlationId);
    if (call === undefined) return;
    try {
      const value = decode(message.content);
      if (message.properties.type === REPLY.error) {
        const { code } = value as ErrorReply;
        call.fail(
          code === 'timeout' || code === 'unavailable' ? code : 'failed',
          `the service answered ${code}`,
        );
        return;
      }
      const report = {
        db: numberHeader(message, HEADER.dbMs) ?? 0,
        handler: numberHeader(message, HEADER.handlerMs) ?? 0,
      };
      call.succeed({ value, report });
    } catch (error) {
      call.fail('failed', `unreadable reply: ${String(error)}`);
    }
  }
}
