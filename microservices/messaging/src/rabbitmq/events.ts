import { AsyncResource } from 'node:async_hooks';
import { writeEvent } from '@lab/shared-domain/adapters/messages/event';
import { HEADER } from '@lab/shared-domain/adapters/messages/message';
import type { Relay, RelayOptions } from '@lab/shared-domain/adapters/messages/transport';
import type { DomainEvent, Outbox } from '@lab/shared-domain/kernel/events';
import type { ConfirmChannel } from 'amqplib';
import { inTime } from '../deadline.ts';
import { publishConfirmed } from './confirmed.ts';
import type { RabbitConnection } from './connection.ts';
import { declareEventQueue, declareTopicExchange, eventQueueOf } from './declare.ts';
import type { ManagedChannel } from './managed-channel.ts';

/** An event that nobody must hear, and for which no queue is bound, is dropped with a warning; the others are tried again. */
export interface EventRelayOptions extends RelayOptions {
  /** How soon to try again what could not be delivered, in ms. Default 1,000. */
  readonly retryMs?: number;
  /** How often to look at the outbox unasked, for what another instance has left in it, in ms. Default 10,000. */
  readonly pollMs?: number;
  /** How many events to publish at once. Default 100. */
  readonly batch?: number;
}

/** With so many unroutable events in front, the relay waits for their subscribers instead of reading past them. */
const MAX_HELD = 1_000;

/**
 * Moves events from the outbox to the broker, and marks them delivered when the broker has confirmed them. So an event
 * is published at least once, in whatever order processes and brokers die; subscribers must bear a second delivery.
 */
export class EventRelay implements Relay {
  /** Since the start. `withoutSubscriber` were dropped by the broker, because nobody had to hear them. */
  readonly counts = { published: 0, withoutSubscriber: 0 };
  readonly #retryMs: number;
  readonly #pollMs: number;
  readonly #batch: number;
  readonly #run: () => Promise<void>;
  /** Unroutable ones, which are tried again later; meanwhile they must not hold up the others. */
  readonly #held = new Set<string>();
  #channel: ManagedChannel<ConfirmChannel> | undefined;
  #next: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  /** When the oldest commit was that nobody has looked for yet, epoch ms. */
  #committedAt: number | undefined;
  #closed = false;

  constructor(
    private readonly connection: RabbitConnection,
    private readonly outbox: Outbox,
    private readonly options: EventRelayOptions,
  ) {
    this.#retryMs = options.retryMs ?? 1_000;
    this.#pollMs = options.pollMs ?? 10_000;
    this.#batch = options.batch ?? 100;
    // Whoever wakes the relay is in a request, and perhaps still in its transaction; the relay's work is in neither.
    this.#run = AsyncResource.bind(() => this.#emptyOutbox());
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
        setImmediate(() => this.#retry());
      },
    });
    this.#retry();
  }

  wake(): void {
    this.#committedAt ??= now();
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  /** Tries to deliver what is in the outbox, for at most `drainMs`; the rest stays there for the next start. */
  async close(drainMs = 5_000): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#next);
    this.wake();
    await inTime(drainMs, 'emptying the outbox', this.#running ?? Promise.resolve()).catch((error: unknown) =>
      this.connection.logger.warn({ err: error }, 'events stay in the outbox'),
    );
    await this.#channel?.close();
  }

  #retry(): void {
    this.#held.clear();
    this.wake();
  }

  async #emptyOutbox(): Promise<void> {
    let failed = false;
    while (this.#wanted) {
      this.#wanted = false;
      failed = false;
      try {
        while (await this.#publishBatch());
      } catch (error) {
        failed = true;
        this.connection.logger.warn({ err: error }, 'events stay in the outbox for now');
      }
    }
    this.#running = undefined;
    clearTimeout(this.#next);
    if (this.#closed) return;
    const stuck = failed || this.#held.size > 0 || this.connection.blocked;
    this.#next = setTimeout(() => this.#retry(), stuck ? this.#retryMs : this.#pollMs);
  }

  /** @returns whether to go on. */
  async #publishBatch(): Promise<boolean> {
    const channel = this.#channel?.current;
    if (channel === undefined || this.connection.blocked || this.#held.size >= MAX_HELD) return false;
    const committedAt = this.#committedAt ?? now();
    this.#committedAt = undefined;
    const oldest = await this.outbox.pending(this.#batch + this.#held.size);
    const events = oldest.filter((event) => !this.#held.has(event.id));
    const published = await Promise.allSettled(
      events.map((event) => this.#publish(channel, event, committedAt)),
    );
    const delivered = events.filter((_, index) => {
      const outcome = published[index];
      return outcome?.status === 'fulfilled' && outcome.value;
    });
    if (delivered.length > 0) await this.outbox.delivered(delivered.map((event) => event.id));
    const failure = published.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return events.length > 0;
  }

  /** @returns whether the event needs no further try. */
  async #publish(channel: ConfirmChannel, event: DomainEvent, committedAt: number): Promise<boolean> {
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
      this.#held.add(event.id);
      this.connection.logger.warn(fields, 'no queue is bound for an event; it stays in the outbox');
    } else {
      this.counts.withoutSubscriber++;
      this.connection.logger.warn(fields, 'an event has no subscribers; dropped');
    }
    return !expected;
  }
}

/** Epoch milliseconds with fractions: processes of one machine agree to a fraction of a millisecond. */
const now = (): number => performance.timeOrigin + performance.now();
