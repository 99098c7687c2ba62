import type { Relay, RelayOptions } from '@lab/shared-domain/adapters/messages/transport';
import type { DomainEvent, Outbox } from '@lab/shared-domain/kernel/events';
import { inTime } from '../deadline.ts';
import { now, OutboxLoop, type OutboxLoopOptions } from '../outbox-loop.ts';
import { closed, type EventProducer, type KafkaConnection } from './connection.ts';
import { messageOf, PARTITIONS } from './topics.ts';

export type KafkaRelayOptions = Omit<RelayOptions, 'subscribers'> & OutboxLoopOptions;

/** A batch that is not confirmed after so long may be stored: it is sent again. ms. */
const CONFIRM_MS = 30_000;

/**
 * Moves events from the outbox to their topics, a batch at a time, and marks them delivered when the broker has confirmed the batch. Whoever
 * subscribes, and whenever, finds them there: an event waits in the topic also for one who has never been started.
 */
export class KafkaRelay implements Relay {
  /** Since the start. */
  readonly counts = { published: 0 };
  readonly #loop: OutboxLoop;
  #producer: EventProducer | undefined;

  constructor(
    private readonly connection: KafkaConnection,
    outbox: Outbox,
    private readonly options: KafkaRelayOptions = {},
  ) {
    const publisher = {
      canPublish: () => true,
      publish: (events: readonly DomainEvent[], committedAt: number) => this.#publish(events, committedAt),
    };
    this.#loop = new OutboxLoop(outbox, publisher, connection.logger, options);
    this.#loop.retry();
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Tries to deliver what is in the outbox, for at most `drainMs`; the rest stays there for the next start. */
  async close(drainMs = 5_000): Promise<void> {
    await this.#loop.close(drainMs);
    await this.#discard();
  }

  async #publish(
    events: readonly DomainEvent[],
    committedAt: number,
  ): Promise<PromiseSettledResult<boolean>[]> {
    const { topics } = this.connection;
    const needed = new Set(events.map(({ type }) => topics.of(type)));
    await Promise.all([...needed].map((topic) => this.connection.ensure(topic, PARTITIONS)));
    const { published } = this.options;
    const publishedAt = now();
    const messages = events.map((event) => messageOf(topics, event, published && publishedAt));
    this.#producer ??= this.connection.producer();
    try {
      await inTime(CONFIRM_MS, 'the confirm of events', this.#producer.send({ messages }));
    } catch (error) {
      // What it knows of the messages it has sent may be wrong now: the next one begins anew.
      await this.#discard();
      throw error;
    }
    this.counts.published += events.length;
    for (const { type } of events) published?.(type, publishedAt - committedAt);
    return events.map(() => ({ status: 'fulfilled' as const, value: true }));
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) await closed(() => producer.close(), this.connection.logger);
  }
}
