import { currentCall, inCall } from './call-context.ts';
import { backoff, pause } from './deadline.ts';
import { isOutage } from './dependency-failure.ts';
import {
  ATTEMPTS,
  type DeadLetters,
  type DomainEvent,
  type EventPublisher,
  type Inbox,
  type Outbox,
  type Subscription,
  traced,
  UnreadableNote,
} from './events.ts';
import { applyOnce } from './exactly-once.ts';
import { during, type Span } from './span.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface LocalEventsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  /** Told of every delivery that failed. One that is not parked is tried again. */
  readonly onFailure: (info: {
    readonly event: string;
    readonly attempt: number;
    readonly parked: boolean;
    readonly error: unknown;
  }) => void;
}

const RETRY = { base: 50, cap: 5_000 };
/** How many undelivered events of an earlier process are read at a time. */
const BATCH = 100;

/**
 * Events within one process: noted in the transaction they belong to, delivered after it has committed.
 *
 *     transaction: change + note ─ commit ─ deliver ─ transaction: all subscribers + note removed
 *
 * The note survives a crash between the two transactions. The next start delivers it. An event that a subscriber cannot apply is parked after
 * some attempts; the other subscribers have it then. A note that is no event is parked at once.
 */
export class LocalEvents implements EventPublisher, DeadLetters {
  readonly #deps: LocalEventsDependencies;
  readonly #subscriptions: Subscription[] = [];
  readonly #deliveries = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(deps: LocalEventsDependencies) {
    this.#deps = deps;
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.push(subscription);
  }

  async publish(event: DomainEvent): Promise<void> {
    const note = traced(event);
    await this.#deps.outbox.add(note);
    this.#deps.unitOfWork.afterCommit(() => this.#launch(note));
  }

  /**
   * Delivers what an earlier process committed and did not deliver. Call once all have subscribed. A start need not wait for it: an event
   * may have to wait for an outage to end. Never rejects.
   */
  replay(): Promise<void> {
    return this.#track(this.#deliverNotes());
  }

  async count(): Promise<number> {
    return (await this.#deps.outbox.count()).parked;
  }

  /** Resolves when each of them has been applied, or is parked again. */
  async redrive(): Promise<number> {
    const many = await this.#deps.outbox.unpark();
    if (many > 0) await this.replay();
    return many;
  }

  /** Ends the deliveries under way; those that keep failing wait for the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#deliveries);
  }

  async #deliverNotes(): Promise<void> {
    let events: DomainEvent[];
    do {
      events = await this.#read();
      await Promise.all(events.map((event) => this.#inItsOwnCall(event)));
    } while (events.length === BATCH && !this.#stop.signal.aborted);
  }

  #launch(event: DomainEvent): void {
    const span = currentCall()?.span?.part(`deliver ${event.type}`, 'consumer');
    void this.#track(during(span, () => this.#inItsOwnCall(event, span)));
  }

  #track(delivery: Promise<void>): Promise<void> {
    this.#deliveries.add(delivery);
    void delivery.finally(() => this.#deliveries.delete(delivery));
    return delivery;
  }

  /** A delivery is a call of its own: it belongs to no request, and no caller waits for it. */
  #inItsOwnCall(event: DomainEvent, span?: Span): Promise<void> {
    return inCall({ correlationId: event.correlationId ?? event.id, span }, () => this.#deliver(event));
  }

  /** The notes, as soon as the database can be read; none once it is stopped. One that is no event is parked, and holds up none of them. */
  async #read(): Promise<DomainEvent[]> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        return await this.#deps.outbox.pending(BATCH);
      } catch (error) {
        const unreadable = error instanceof UnreadableNote ? error.id : undefined;
        const parked = unreadable !== undefined && (await this.#park(unreadable, error));
        this.#deps.onFailure({ event: unreadable ?? '*', attempt, parked, error });
        if (parked) continue;
      }
      await pause(backoff(attempt, RETRY), this.#stop.signal);
    }
    return [];
  }

  /** Never rejects. */
  async #deliver(event: DomainEvent): Promise<void> {
    let failures = 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await (failures === 0 ? this.#applyTogether(event) : this.#applyApart(event));
        return;
      } catch (error) {
        if (!isOutage(error)) failures += 1;
        const parked = failures >= ATTEMPTS && (await this.#park(event.id, error));
        this.#deps.onFailure({ event: event.id, attempt, parked, error });
        if (parked || this.#stop.signal.aborted) return;
      }
      await pause(backoff(attempt, RETRY), this.#stop.signal);
    }
  }

  /**
   * One database, so all subscribers and the note's removal are a single transaction. Only the process that removes the note applies the
   * event, so no subscriber needs a record in the inbox. It has one only of an attempt in which they were apart, as long as the note is there.
   */
  #applyTogether(event: DomainEvent): Promise<void> {
    const { unitOfWork, outbox, inbox } = this.#deps;
    const subscriptions = this.#subscribersOf(event);
    const names = subscriptions.map(({ subscriber }) => subscriber);
    return unitOfWork.write(async () => {
      if ((await outbox.delivered([event.id])) === 0) return;
      const done = await inbox.appliedBy(names, event.id);
      for (const subscription of subscriptions)
        if (!done.includes(subscription.subscriber)) await subscription.apply(event);
      if (done.length > 0) await inbox.forget(done, event.id);
    });
  }

  /**
   * A transaction for each subscriber, so that one that fails keeps none of the others from having the event. The note stays until all have
   * it, and the inbox tells who has. Without the note another delivery has applied it for all, and has left no record. Both go together.
   */
  async #applyApart(event: DomainEvent): Promise<void> {
    const { unitOfWork, outbox, inbox } = this.#deps;
    const subscriptions = this.#subscribersOf(event);
    let failure: { readonly error: unknown } | undefined;
    for (const subscription of subscriptions) {
      try {
        await unitOfWork.write(async () => {
          if (await outbox.holds(event.id)) await applyOnce(unitOfWork, inbox, subscription, event);
        });
      } catch (error) {
        if (isOutage(error)) throw error;
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
    await unitOfWork.write(async () => {
      await outbox.delivered([event.id]);
      const names = subscriptions.map(({ subscriber }) => subscriber);
      await inbox.forget(names, event.id);
    });
  }

  /** @returns false when even that is out of reach: it is tried again then */
  async #park(id: string, reason: unknown): Promise<boolean> {
    try {
      await this.#deps.outbox.park(id, String(reason));
      return true;
    } catch {
      return false;
    }
  }

  #subscribersOf({ type }: DomainEvent): Subscription[] {
    return this.#subscriptions.filter(({ types }) => types.includes(type));
  }
}
