import { writeEvent } from '@lab/shared-domain/adapters/messages/event';
import { HEADER } from '@lab/shared-domain/adapters/messages/message';
import type { Relay, RelayOptions } from '@lab/shared-domain/adapters/messages/transport';
import type { DomainEvent, Outbox } from '@lab/shared-domain/kernel/events';
import type { ConfirmChannel } from 'amqplib';
import { now, OutboxLoop, type OutboxLoopOptions } from '../outbox-loop.ts';
import { publishConfirmed } from './confirmed.ts';
import type { RabbitConnection } from './connection.ts';
import { declareEventQueue, declareTopicExchange, eventQueueOf } from './declare.ts';
import type { ManagedChannel } from './managed-channel.ts';

/** An event that nobody must hear, and for which no queue is bound, is dropped with a warning; the others are tried again. */
export interface EventRelayOptions extends RelayOptions, OutboxLoopOptions {}

/** Moves events from the outbox to the broker's exchange, and marks them delivered when the broker has confirmed them. */
export class EventRelay implements Relay {
  /** Since the start. `withoutSubscriber` were dropped by the broker, because nobody had to hear them. */
  readonly counts = { published: 0, withoutSubscriber: 0 };
  readonly #loop: OutboxLoop;
  #channel: ManagedChannel<ConfirmChannel> | undefined;

  constructor(
    private readonly connection: RabbitConnection,
    outbox: Outbox,
    private readonly options: EventRelayOptions,
  ) {
    const publisher = {
      canPublish: () => this.ready && !connection.blocked,
      publish: (events: readonly DomainEvent[], committedAt: number) =>
        Promise.allSettled(events.map((event) => this.#publish(event, committedAt))),
    };
    this.#loop = new OutboxLoop(outbox, publisher, connection.logger, options);
  }

  get ready(): boolean {
    return this.#channel?.ready ?? false;
  }

  /** @throws what the broker says when it refuses the exchange. */
  async start(): Promise<void> {
    this.#channel = await this.connection.openConfirmChannel({
      name: 'event-relay',
      setup: async (channel) => {
        const { names } = this.connection;
        await declareTopicExchange(channel, names, names.eventExchange);
        for (const [subscriber, types] of Object.entries(this.options.subscribers))
          await declareEventQueue(channel, names, eventQueueOf(subscriber), types);
        setImmediate(() => this.#loop.retry());
      },
    });
    this.#loop.retry();
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Tries to deliver what is in the outbox, for at most `drainMs`; the rest stays there for the next start. */
  async close(drainMs = 5_000): Promise<void> {
    await this.#loop.close(drainMs);
    await this.#channel?.close();
  }

  /** @returns whether the event needs no further try. */
  async #publish(event: DomainEvent, committedAt: number): Promise<boolean> {
    const channel = this.#channel?.current;
    if (channel === undefined) throw new Error('the channel has gone');
    const { eventExchange } = this.connection.names;
    const { content, properties } = writeEvent(event);
    const { published } = this.options;
    const publishedAt = now();
    const told = published && { [HEADER.published]: publishedAt };
    const outcome = await publishConfirmed(channel, eventExchange, event.type, content, {
      ...properties,
      headers: { ...properties.headers, ...told },
      messageId: event.id,
      timestamp: Math.floor(Date.now() / 1_000),
    });
    if (outcome === 'stored') {
      this.counts.published++;
      published?.(event.type, publishedAt - committedAt);
      return true;
    }
    // Somebody has removed its queues since they were declared: they are declared again with the next connection.
    const expected = Object.values(this.options.subscribers).some((types) => types.includes(event.type));
    const fields = { eventId: event.id, type: event.type };
    if (expected) {
      this.connection.logger.warn(fields, 'no queue is bound for an event; it stays in the outbox');
    } else {
      this.counts.withoutSubscriber++;
      this.connection.logger.warn(fields, 'an event has no subscribers; dropped');
    }
    return !expected;
  }
}
