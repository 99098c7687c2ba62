import { readEvent } from '@lab/shared-domain/adapters/messages/event';
import { correlationIdOf, HEADER } from '@lab/shared-domain/adapters/messages/message';
import type { Delay, SubscriberDatabase } from '@lab/shared-domain/adapters/messages/transport';
import { beginSpan } from '@lab/shared-domain/adapters/tracing/tracing';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { backoff, pause } from '@lab/shared-domain/kernel/deadline';
import { isOutage } from '@lab/shared-domain/kernel/dependency-failure';
import { ATTEMPTS, type DomainEvent, type Subscription, TooOld } from '@lab/shared-domain/kernel/events';
import { applyOnce } from '@lab/shared-domain/kernel/exactly-once';
import { during } from '@lab/shared-domain/kernel/span';
import { inTime } from '../deadline.ts';
import { handled } from '../handled.ts';
import { now } from '../outbox-loop.ts';
import { closed, type EventConsumer, type KafkaConnection } from './connection.ts';
import { type EventMessage, Lanes } from './lanes.ts';
import { isLeftBehind } from './left-behind.ts';
import { bury } from './letters.ts';
import { PARTITIONS, TYPE } from './topics.ts';

export interface KafkaSubscriberOptions {
  /** Backoff before each further attempt at an event, ms. */
  readonly retry?: { readonly base: number; readonly cap: number };
  /** An attempt whose transaction has not ended after this many ms has failed. Default 30,000. */
  readonly handlerMs?: number;
  /** A group that was lost is joined again after this many ms, whatever is still in work. Default 5,000. */
  readonly endMs?: number;
  /** See `EventTransport.subscribe`. */
  readonly applied?: Delay | undefined;
}

/** Between two tries to join the group. ms. */
const REJOIN_MS = 500;
/**
 * A group that was lost is joined again after so long, also where an event is still in work: what comes after it may take as long as an outage, and
 * other events do not wait for that. ms.
 */
const END_MS = 5_000;
const DEFAULT_RETRY = { base: 200, cap: 5_000 };

/**
 * Applies events of the topics once each, in the order of their keys.
 *
 *     topic ──▶ lane of the key ──▶ apply, and note it in the inbox: one transaction ──▶ offset
 *                                           │ throws: tried again here, and what comes after it of its key waits
 *                                           └──▶ <subscriber>.dead, when all attempts have failed (one in an outage is no attempt), or it is too old
 *
 * An offset tells the broker what is done with, after the fact. So an event may come again, and the inbox knows it. A group that the broker has
 * forgotten hears all of the log again: what the group has left behind, and the inbox has forgotten, is passed over.
 */
export class KafkaSubscriber {
  /** Since the start. `repeated` had been applied before. */
  readonly counts = { handled: 0, repeated: 0, retried: 0, dead: 0 };
  readonly #stop = new AbortController();
  readonly #retry: { readonly base: number; readonly cap: number };
  #ready = false;
  /** See {@link END_MS}. */
  #endMs: number;
  #running: Promise<void> = Promise.resolve();
  /** Ends the fetching of the consumer that there is now. */
  #leave: (error?: unknown) => void = () => undefined;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly database: SubscriberDatabase,
    private readonly subscription: Subscription,
    private readonly options: KafkaSubscriberOptions = {},
  ) {
    this.#retry = options.retry ?? DEFAULT_RETRY;
    this.#endMs = options.endMs ?? END_MS;
  }

  /** Whether it is a member of its group, and hears of events. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Joins the group of its processes, and again as often as it has to. Until it is in, its process may do other things. */
  start(): void {
    this.#running = this.#run();
  }

  /** Takes no more events, waits up to `drainMs` for those in work, then leaves the group. */
  async close(drainMs = 10_000): Promise<void> {
    this.#stop.abort();
    this.#endMs = drainMs;
    this.#leave();
    await inTime(drainMs, 'ending events in work', this.#running).catch((error: unknown) =>
      this.connection.logger.warn({ err: error }, 'events in work are left: they come again'),
    );
  }

  /** Never rejects: a consumer that fails is replaced by a new one, which begins where the group's offsets say. */
  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { subscriber } = this.subscription;
    while (!signal.aborted) {
      try {
        await this.#consume();
      } catch (error) {
        this.connection.forget(error);
        if (!signal.aborted)
          this.connection.logger.warn({ subscriber, err: error }, 'no events from Kafka for now');
      }
      this.#ready = false;
      await pause(REJOIN_MS, signal);
    }
  }

  /** @throws when the consumer fails */
  async #consume(): Promise<void> {
    const { topics } = this.connection;
    const { subscriber, types } = this.subscription;
    const again = topics.again(subscriber);
    const heard = [...new Set(types.map((type) => topics.of(type)))];
    await Promise.all([
      this.connection.ensure(again, 1),
      ...heard.map((topic) => this.connection.ensure(topic, PARTITIONS)),
    ]);
    if (this.#stop.signal.aborted) return;
    const consumer = this.connection.consumer(topics.group(subscriber));
    // It tells of a group that it cannot get back into, and nobody may fail to hear that.
    const lost: unknown[] = [];
    consumer.on('error', (error: unknown) => {
      lost.push(error);
      this.#leave(error);
    });
    try {
      await this.#follow(consumer, [...heard, again], lost);
    } finally {
      await closed(async () => consumer.close(true), this.connection.logger);
    }
  }

  /** @param lost what the consumer has told of before it was listened to */
  async #follow(consumer: EventConsumer, topics: string[], lost: readonly unknown[]): Promise<void> {
    const { subscriber } = this.subscription;
    // Where the group has no offset yet, everything that waits is for it.
    const stream = await consumer.consume({ topics, mode: 'committed', fallbackMode: 'earliest' });
    const { logger } = this.connection;
    const lanes: Lanes = new Lanes(
      (message) => this.#handle(consumer, message, lanes.ended),
      (error) => this.#leave(error),
      (error) => logger.debug({ subscriber, err: error }, 'Kafka did not take an offset: events come again'),
    );
    this.#leave = (error) => {
      lanes.leave();
      stream.destroy(error === undefined ? undefined : asError(error));
    };
    try {
      if (lost.length > 0) throw lost[0];
      if (this.#stop.signal.aborted) return;
      this.#ready = true;
      for await (const message of stream) await lanes.add(message);
    } finally {
      this.#leave = () => undefined;
      this.#ready = false;
      if (!(await lanes.end(this.#endMs)))
        logger.warn({ subscriber }, 'events in work are left: they come again');
    }
  }

  /** @returns whether the message is done with. @throws when it could not be set aside */
  async #handle(consumer: EventConsumer, message: EventMessage, ended: AbortSignal): Promise<boolean> {
    const { subscriber, types } = this.subscription;
    const type = message.headers.get(TYPE);
    if (type !== undefined && !types.some((each) => each === type)) return true;
    const read = readEvent({ content: message.value }, types);
    if (read.ok) return this.#applied(consumer, message, read.event, ended);
    const log = { subscriber, topic: message.topic, offset: String(message.offset) };
    this.connection.logger.error({ ...log, reason: read.reason }, 'not a readable event; dead-lettered');
    await this.#bury(message, read.reason);
    return true;
  }

  async #applied(
    consumer: EventConsumer,
    message: EventMessage,
    event: DomainEvent,
    ended: AbortSignal,
  ): Promise<boolean> {
    const { logger } = this.connection;
    const log = { subscriber: this.subscription.subscriber, eventId: event.id };
    for (let attempt = 0, failures = 0; ; attempt += 1) {
      try {
        await this.#apply(message, event);
        return true;
      } catch (error) {
        if (error instanceof TooOld && (await isLeftBehind(consumer, message, error))) {
          logger.warn({ ...log, err: error }, 'event of a part of the log that was done with; passed over');
          return true;
        }
        // An outage says nothing about the event: it does not bring it nearer to the dead.
        if (!isOutage(error)) failures += 1;
        // One that is too old is not made younger by another attempt.
        if (failures >= ATTEMPTS || error instanceof TooOld) {
          logger.error({ ...log, err: error }, 'event failed for the last time; dead-lettered');
          await this.#bury(message, String(error));
          return true;
        }
        this.counts.retried += 1;
        logger.warn({ ...log, err: error }, 'event failed; will be tried again');
      }
      await pause(backoff(attempt, this.#retry), ended);
      if (ended.aborted) return false;
    }
  }

  async #apply(message: EventMessage, event: DomainEvent): Promise<void> {
    const { unitOfWork, inbox } = this.database;
    const headers = Object.fromEntries(message.headers);
    const correlationId = correlationIdOf({ properties: { headers } }, () => event.id);
    const { type, traceparent } = event;
    const span = traceparent === undefined ? undefined : beginSpan(type, 'consumer', traceparent);
    const first = await during(span, () =>
      inCall({ correlationId, span }, () =>
        handled(
          this.options.handlerMs ?? 30_000,
          `handling ${type}`,
          applyOnce(unitOfWork, inbox, this.subscription, event, this.#revivedAt(message)),
          () => this.subscription.after?.(event),
        ),
      ),
    );
    this.counts.handled += 1;
    if (!first) this.counts.repeated += 1;
    const publishedAt = Number(message.headers.get(HEADER.published));
    if (publishedAt > 0) this.options.applied?.(type, now() - publishedAt);
  }

  /** Its topic has what an operator had tried again, and nothing else. */
  #revivedAt({ topic, timestamp }: EventMessage): number | undefined {
    const { topics } = this.connection;
    return topic === topics.again(this.subscription.subscriber) ? Number(timestamp) : undefined;
  }

  async #bury(message: EventMessage, reason: string): Promise<void> {
    await bury(this.connection, this.subscription.subscriber, message, reason);
    this.counts.dead += 1;
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
