import type { Relay, RelayOptions } from '@lab/shared-domain/adapters/messages/transport';
import type { DomainEvent, Outbox } from '@lab/shared-domain/kernel/events';
import { inTime } from '../deadline.ts';
import { now, OutboxLoop, type OutboxLoopOptions } from '../outbox-loop.ts';
import { closed, type EventProducer, type KafkaConnection, refusesMessages } from './connection.ts';
import { keyOf, messageOf, PARTITIONS } from './topics.ts';

export type KafkaRelayOptions = Omit<RelayOptions, 'subscribers'> & OutboxLoopOptions;

/** A batch that is not confirmed after so long may be stored: it is sent again. ms. */
const CONFIRM_MS = 30_000;

/**
 * Moves events from the outbox to their topics, a batch at a time, and marks those delivered that the broker has confirmed. Whoever
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

  /** A topic that cannot be had holds up its own events alone, and an event that the broker refuses those of its key. */
  async #publish(
    events: readonly DomainEvent[],
    committedAt: number,
  ): Promise<PromiseSettledResult<boolean>[]> {
    const outcomes = new Map<DomainEvent, PromiseSettledResult<boolean>>();
    const publish = async (some: readonly DomainEvent[]): Promise<void> => {
      const outcome = await this.#send(some, committedAt);
      const keys = grouped(some, keyOf);
      if (outcome.status === 'rejected' && keys.length > 1 && refusesMessages(outcome.reason))
        for (const one of keys) await publish(one);
      else for (const event of some) outcomes.set(event, outcome);
    };
    // A service publishes to one topic or two. One after the other they share a producer, which a failure ends.
    for (const some of grouped(events, ({ type }) => this.connection.topics.of(type))) await publish(some);
    return events.flatMap((event) => outcomes.get(event) ?? []);
  }

  /** @param events of one topic. All of them are stored, or none counts as stored. */
  async #send(events: readonly DomainEvent[], committedAt: number): Promise<PromiseSettledResult<boolean>> {
    const { topics } = this.connection;
    const { published } = this.options;
    const publishedAt = now();
    const messages = events.map((event) => messageOf(topics, event, published && publishedAt));
    try {
      const [topic] = messages.map((message) => message.topic);
      if (topic !== undefined) await this.connection.ensure(topic, PARTITIONS);
      this.#producer ??= this.connection.producer();
      await inTime(CONFIRM_MS, 'the confirm of events', this.#producer.send({ messages }));
    } catch (reason) {
      // What is known of the topic, and of the messages that were sent, may be wrong now: the next one begins anew.
      this.connection.forget(reason);
      await this.#discard();
      return { status: 'rejected', reason };
    }
    this.counts.published += events.length;
    for (const { type } of events) published?.(type, publishedAt - committedAt);
    return { status: 'fulfilled', value: true };
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) await closed(() => producer.close(), this.connection.logger);
  }
}

/** In the order in which they came, and so are those of a group. */
function grouped<T>(all: readonly T[], by: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group) group.push(one);
    else groups.set(by(one), [one]);
  }
  return [...groups.values()];
}
