import { setTimeout as sleep } from 'node:timers/promises';
import { readEvent } from '@lab/shared-domain/adapters/messages/event';
import { correlationIdOf, HEADER, numberHeader } from '@lab/shared-domain/adapters/messages/message';
import type { Delay } from '@lab/shared-domain/adapters/messages/transport';
import { beginSpan } from '@lab/shared-domain/adapters/tracing/tracing';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { isOutage } from '@lab/shared-domain/kernel/dependency-failure';
import {
  ATTEMPTS,
  type DomainEvent,
  type Inbox,
  type Subscription,
  TooOld,
} from '@lab/shared-domain/kernel/events';
import { applyOnce } from '@lab/shared-domain/kernel/exactly-once';
import { during } from '@lab/shared-domain/kernel/span';
import type { UnitOfWork } from '@lab/shared-domain/kernel/unit-of-work';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { handled } from '../handled.ts';
import type { RabbitConnection } from './connection.ts';
import { Consumer } from './consumer.ts';
import { declareEventQueue, eventQueueOf } from './declare.ts';
import { RetryQueues } from './retry-queues.ts';

/** Before each attempt but the first: 200 ms, 1 s, 5 s. */
const DEFAULT_RETRY_DELAYS_MS = Array.from({ length: ATTEMPTS - 1 }, (_, retry) => 200 * 5 ** retry);
/** Before a message goes back to its queue because it could not even be set aside. */
const REQUEUE_PAUSE_MS = 1_000;

export interface SubscriberTuning {
  /** How long to wait before each further attempt, in ms; after the last one the event is dead. */
  readonly retryDelaysMs?: readonly number[];
  /** Events in work at once. Default 16. */
  readonly prefetch?: number;
  /** An attempt that has not ended after this many ms has failed. Default 30,000. */
  readonly handlerMs?: number;
  /** See `EventTransport.subscribe`. */
  readonly applied?: Delay | undefined;
}

export interface SubscriberOptions extends SubscriberTuning {
  /** E.g. `notifications.events`. Processes that name the same queue share its events. */
  readonly queue: string;
  readonly types: readonly DomainEvent['type'][];
  /**
   * May be called again with the same event, after it threw and after a crash. False says that it had been applied before.
   *
   * @param revivedAt when an operator had it tried again, if one had, epoch ms
   */
  handle(event: DomainEvent, revivedAt?: number): Promise<unknown>;
  /** See `Subscription.after`. It has all the time that it needs. */
  readonly after?: Subscription['after'];
}

/** Consumes events durably. @throws what the broker says when it refuses the queues. */
export async function subscribe(
  connection: RabbitConnection,
  options: SubscriberOptions,
): Promise<Subscriber> {
  const subscriber = new Subscriber(connection, options);
  await subscriber.start();
  return subscriber;
}

/** Consumes events so that each takes effect once, however often it is delivered. Needs the context's own database. */
export function subscribeOnce(
  connection: RabbitConnection,
  unitOfWork: UnitOfWork,
  inbox: Inbox,
  subscription: Subscription,
  tuning: SubscriberTuning = {},
): Promise<Subscriber> {
  return subscribe(connection, {
    ...tuning,
    queue: eventQueueOf(subscription.subscriber),
    types: subscription.types,
    handle: (event, revivedAt) => applyOnce(unitOfWork, inbox, subscription, event, revivedAt),
    after: async (event) => subscription.after?.(event),
  });
}

/**
 *     shop.events ──▶ queue ──▶ handle ── ok ──▶ ack
 *                       ▲         │ throws
 *                       │         ├──▶ queue.retry.200 ─┐
 *                       │         ├──▶ queue.retry.1000 ┤ each for so many ms
 *                       └─────────┼─────────────────────┘
 *                                 └──▶ queue.dead, when all attempts have failed (one in an outage is no attempt), or it is too old
 */
export class Subscriber {
  /** Since the start. `repeated` had been applied before. */
  readonly counts = { handled: 0, repeated: 0, retried: 0, dead: 0 };
  readonly #consumer: Consumer<ConfirmChannel>;
  readonly #retries: RetryQueues;

  /** Used by {@link subscribe}. */
  constructor(
    private readonly connection: RabbitConnection,
    private readonly options: SubscriberOptions,
  ) {
    const { retryDelaysMs = DEFAULT_RETRY_DELAYS_MS } = options;
    this.#retries = new RetryQueues(connection.names, options.queue, retryDelaysMs);
    this.#consumer = new Consumer(connection, {
      queue: connection.names.eventQueue(options.queue),
      prefetch: options.prefetch ?? 16,
      declare: (channel) => this.#declare(channel),
      onMessage: (message, channel) => this.#onMessage(message, channel),
    });
  }

  get ready(): boolean {
    return this.#consumer.ready;
  }

  start(): Promise<void> {
    return this.#consumer.start((spec) => this.connection.openConfirmChannel(spec));
  }

  /** Takes no more events, waits up to `drainMs` for those in work, then closes. */
  close(drainMs = 10_000): Promise<void> {
    return this.#consumer.close(drainMs);
  }

  async #declare(channel: ConfirmChannel): Promise<void> {
    await this.#retries.declare(channel);
    await declareEventQueue(channel, this.connection.names, this.options.queue, this.options.types);
  }

  async #onMessage(message: ConsumeMessage, channel: ConfirmChannel): Promise<void> {
    const read = readEvent(message, this.options.types);
    const correlationId = correlationIdOf(message, read.ok ? () => read.event.id : undefined);
    const log = { queue: this.options.queue, correlationId, type: message.properties.type as unknown };
    if (!read.ok) {
      this.connection.logger.error({ ...log, reason: read.reason }, 'not a readable event; dead-lettered');
      await this.#replace(message, channel, async () => {
        await this.#retries.bury(channel, message, read.reason);
        this.counts.dead++;
      });
      return;
    }
    try {
      const { type, traceparent } = read.event;
      const span = traceparent === undefined ? undefined : beginSpan(type, 'consumer', traceparent);
      const revivedAt = numberHeader(message, HEADER.revived);
      const first = await during(span, () =>
        inCall({ correlationId, span }, () => this.#handle(read.event, revivedAt)),
      );
      this.counts.handled++;
      if (!first) this.counts.repeated++;
      this.#tellDelay(read.event.type, message);
      this.#settle(() => channel.ack(message));
    } catch (error) {
      await this.#replace(message, channel, async () => {
        const fate = await this.#setAside(message, channel, error);
        this.counts[fate]++;
        const fields = { ...log, eventId: read.event.id, err: error };
        if (fate === 'dead')
          this.connection.logger.error(fields, 'event failed for the last time; dead-lettered');
        else this.connection.logger.warn(fields, 'event failed; will be tried again');
      });
    }
  }

  /** An outage says nothing about the event: it does not bring it nearer to the dead. One that is too old is not made younger by another attempt. */
  async #setAside(
    message: ConsumeMessage,
    channel: ConfirmChannel,
    error: unknown,
  ): Promise<'retried' | 'dead'> {
    if (!(error instanceof TooOld))
      return this.#retries.setAside(channel, message, String(error), { counts: !isOutage(error) });
    await this.#retries.bury(channel, message, String(error));
    return 'dead';
  }

  #tellDelay(type: DomainEvent['type'], message: ConsumeMessage): void {
    const publishedAt = numberHeader(message, HEADER.published);
    if (publishedAt === undefined) return;
    this.options.applied?.(type, performance.timeOrigin + performance.now() - publishedAt);
  }

  #handle(event: DomainEvent, revivedAt: number | undefined): Promise<boolean> {
    const { handlerMs = 30_000, handle, after } = this.options;
    return handled(handlerMs, `handling ${event.type}`, handle(event, revivedAt), () => after?.(event));
  }

  /** Acks the message once its replacement is stored; when that cannot be, it goes back to its queue. */
  async #replace(
    message: ConsumeMessage,
    channel: ConfirmChannel,
    store: () => Promise<void>,
  ): Promise<void> {
    try {
      await store();
      this.#settle(() => channel.ack(message));
    } catch (error) {
      this.connection.logger.error({ queue: this.options.queue, err: error }, 'event could not be set aside');
      await sleep(REQUEUE_PAUSE_MS);
      this.#settle(() => channel.nack(message, false, true));
    }
  }

  /** When the channel has gone, the broker delivers the message again by itself. */
  #settle(settle: () => void): void {
    try {
      settle();
    } catch (error) {
      this.connection.logger.warn(
        { queue: this.options.queue, err: error },
        'event comes again: its channel is gone',
      );
    }
  }
}
