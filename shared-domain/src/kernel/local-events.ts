import { inCall } from './call-context.ts';
import { backoff, pause } from './deadline.ts';
import {
  type DomainEvent,
  type EventPublisher,
  type Inbox,
  type Outbox,
  type Subscription,
  traced,
} from './events.ts';
import { applyOnce } from './exactly-once.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface LocalEventsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  /** Told of every delivery that failed and will be tried again. */
  readonly onFailure: (info: { event: string; attempt: number; error: unknown }) => void;
}

const RETRY = { base: 50, cap: 5_000 };
/** How many undelivered events of an earlier process are read at a time. */
const BATCH = 100;

/**
 * Events within one process: noted in the transaction they belong to, delivered after it has committed.
 *
 *     transaction: change + note ─ commit ─ deliver ─ transaction: all subscribers + note removed
 *
 * The note survives a crash between the two transactions. The next start delivers it.
 */
export class LocalEvents implements EventPublisher {
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

  /** Delivers what an earlier process committed and did not deliver. Call once all have subscribed. */
  async replay(): Promise<void> {
    for (;;) {
      const events = await this.#deps.outbox.pending(BATCH);
      for (const event of events) await this.#deliver(event);
      if (events.length < BATCH || this.#stop.signal.aborted) return;
    }
  }

  /** Ends the deliveries under way; those that keep failing wait for the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#deliveries);
  }

  #launch(event: DomainEvent): void {
    // A delivery is a call of its own: it belongs to no request, and no caller waits for it.
    const delivery = inCall({ correlationId: event.correlationId ?? event.id }, () => this.#deliver(event));
    this.#deliveries.add(delivery);
    void delivery.finally(() => this.#deliveries.delete(delivery));
  }

  /** Never rejects. One database, so all subscribers and the note's removal are a single transaction. */
  async #deliver(event: DomainEvent): Promise<void> {
    const { unitOfWork, outbox, inbox, onFailure } = this.#deps;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await unitOfWork.write(async () => {
          for (const subscription of this.#subscriptions) {
            if (subscription.types.includes(event.type))
              await applyOnce(unitOfWork, inbox, subscription, event);
          }
          await outbox.delivered([event.id]);
        });
      } catch (error) {
        onFailure({ event: event.id, attempt, error });
      }
      if (this.#stop.signal.aborted) return;
      await pause(backoff(attempt, RETRY), this.#stop.signal);
    }
  }
}
