import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { type Channel, type ConsumeMessage, connect } from 'amqplib';
import { afterAll, inject } from 'vitest';
import type { Logger } from '../src/logger.ts';
import { type ConnectionOptions, openConnection, type RabbitConnection } from '../src/rabbitmq/connection.ts';
import { type RpcServerOptions, serveRpc } from '../src/rabbitmq/rpc-server.ts';

interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: { readonly [name: string]: unknown };
}

/** Keeps what was logged, for tests of what must not pass in silence. */
export class RecordingLogger implements Logger {
  readonly lines: LogLine[] = [];
  readonly debug = this.#record('debug');
  readonly info = this.#record('info');
  readonly warn = this.#record('warn');
  readonly error = this.#record('error');

  /** The lines of a level whose message, or error, contains `text`. */
  find(level: keyof Logger, text: string): LogLine[] {
    const matches = (line: LogLine) => `${line.message} ${String(line.fields.err)}`.includes(text);
    return this.lines.filter((line) => line.level === level && matches(line));
  }

  #record(level: keyof Logger) {
    return (fields: object, message: string) =>
      void this.lines.push({ level, message, fields: { ...fields } });
  }
}

/** Everything of one test file is under a prefix of its own, because the files share a broker. */
export class TestBroker {
  readonly url = inject('amqpUrl');
  readonly prefix = `test-${randomUUID().slice(0, 8)}.`;
  readonly logger = new RecordingLogger();
  #open: { close(): Promise<void> }[] = [];

  constructor() {
    afterAll(() => this.close());
  }

  async connect(options: Partial<ConnectionOptions> = {}): Promise<RabbitConnection> {
    const { url, prefix, logger } = this;
    const backoff = { base: 20, cap: 200 };
    const connection = await openConnection({ url, prefix, logger, name: 'test', backoff, ...options });
    this.#open.push(connection);
    return connection;
  }

  /** A plain channel, to look at the broker, and to do what others do to it, past the code under test. */
  async admin(): Promise<Channel> {
    const connection = await connect(this.url);
    connection.on('error', () => undefined);
    this.#open.push(connection);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return channel;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((connection) => connection.close().catch(() => undefined)));
  }
}

/** Serves under a name of its own, so that tests do not answer each other's requests. */
export async function serveAlone(
  connection: RabbitConnection,
  handlers: Handlers,
  options?: RpcServerOptions,
) {
  const context = `ctx-${randomUUID().slice(0, 8)}`;
  const server = await serveRpc(connection, context, handlers, options);
  return { context, server, queue: connection.names.rpcQueue(context) };
}

/** Polls until the check holds. @throws Error that says what did not happen within `ms`. */
export async function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(10);
  }
}

/** Takes the next message off a queue, waiting for it. */
export async function take(channel: Channel, queue: string, ms = 10_000): Promise<ConsumeMessage> {
  let taken: ConsumeMessage | undefined;
  const look = async () => {
    const message = await channel.get(queue, { noAck: true });
    if (message !== false) taken = { ...message, fields: { ...message.fields, consumerTag: '' } };
    return taken !== undefined;
  };
  await eventually(`a message in ${queue}`, look, ms);
  if (taken === undefined) throw new Error('unreachable');
  return taken;
}

/** Holds work up until it is opened. */
export class Gate {
  #open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  open(): void {
    this.#open();
  }
}

export function orderConfirmed(orderId: string): DomainEvent {
  const facts = { orderId, customerId: 'cus-001', lines: [], total: { amount: 100, currency: 'EUR' } };
  return {
    id: `order.confirmed:${orderId}`,
    type: 'order.confirmed',
    occurredAt: '2025-01-01T00:00:00.000Z',
    data: facts,
  };
}
