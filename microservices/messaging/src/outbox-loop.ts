import { AsyncResource } from 'node:async_hooks';
import type { Relay } from '@lab/shared-domain/adapters/messages/transport';
import { type DomainEvent, type Outbox, UnreadableNote } from '@lab/shared-domain/kernel/events';
import { inTime } from './deadline.ts';
import type { Logger } from './logger.ts';

export interface OutboxLoopOptions {
  /** How soon to try again what could not be delivered, in ms. Default 1,000. */
  readonly retryMs?: number;
  /** How often to look at the outbox unasked, for what another instance has left in it, in ms. Default 10,000. */
  readonly pollMs?: number;
  /** How many events to publish at once. Default 100. */
  readonly batch?: number;
}

/** What brings events to the broker. */
export interface Publisher {
  /** Whether there is a point in trying now. */
  canPublish(): boolean;
  /**
   * Publishes events, and says of each whether it needs no further try. One that nobody could take is held, and the others go past it.
   *
   * @param committedAt when the oldest of them was committed, epoch ms
   */
  publish(
    events: readonly DomainEvent[],
    committedAt: number,
  ): Promise<readonly PromiseSettledResult<boolean>[]>;
}

/** With so many events held in front, the relay waits for their subscribers instead of reading past them. */
const MAX_HELD = 1_000;

/**
 * Empties an outbox, whatever carries its events: an event leaves the outbox when the broker has confirmed it. So it is published at least
 * once, in whatever order processes and brokers die; subscribers must bear a second delivery.
 */
export class OutboxLoop implements Relay {
  readonly #retryMs: number;
  readonly #pollMs: number;
  readonly #batch: number;
  readonly #run: () => Promise<void>;
  /** They are tried again later; meanwhile they must not hold up the others. */
  readonly #held = new Set<string>();
  #next: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  /** When the oldest commit was that nobody has looked for yet, epoch ms. */
  #committedAt: number | undefined;
  #closed = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly publisher: Publisher,
    private readonly logger: Logger,
    options: OutboxLoopOptions = {},
  ) {
    this.#retryMs = options.retryMs ?? 1_000;
    this.#pollMs = options.pollMs ?? 10_000;
    this.#batch = options.batch ?? 100;
    // Whoever wakes the relay is in a request, and perhaps still in its transaction; the relay's work is in neither.
    this.#run = AsyncResource.bind(() => this.#emptyOutbox());
  }

  wake(): void {
    this.#committedAt ??= now();
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  /** Looks at all of it, also at what is held. */
  retry(): void {
    this.#held.clear();
    this.wake();
  }

  /** Tries to deliver what is in the outbox, for at most `drainMs`; the rest stays there for the next start. */
  async close(drainMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#next);
    this.wake();
    await inTime(drainMs, 'emptying the outbox', this.#running ?? Promise.resolve()).catch((error: unknown) =>
      this.logger.warn({ err: error }, 'events stay in the outbox'),
    );
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
        this.logger.warn({ err: error }, 'events stay in the outbox for now');
      }
    }
    this.#running = undefined;
    clearTimeout(this.#next);
    if (this.#closed) return;
    const stuck = failed || this.#held.size > 0 || !this.publisher.canPublish();
    this.#next = setTimeout(() => this.retry(), stuck ? this.#retryMs : this.#pollMs);
  }

  /** @returns whether to go on. */
  async #publishBatch(): Promise<boolean> {
    if (!this.publisher.canPublish() || this.#held.size >= MAX_HELD) return false;
    const committedAt = this.#committedAt ?? now();
    this.#committedAt = undefined;
    const events = (await this.#oldest()).filter((event) => !this.#held.has(event.id));
    if (events.length === 0) return false;
    const outcomes = await this.publisher.publish(events, committedAt);
    const delivered: string[] = [];
    for (const [index, { id }] of events.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status !== 'fulfilled') continue;
      if (outcome.value) delivered.push(id);
      else this.#held.add(id);
    }
    if (delivered.length > 0) await this.outbox.delivered(delivered);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return true;
  }

  /** What is held among them. A note that is no event is parked, and the others go past it. */
  async #oldest(): Promise<DomainEvent[]> {
    for (;;) {
      try {
        return await this.outbox.pending(this.#batch + this.#held.size);
      } catch (error) {
        if (!(error instanceof UnreadableNote)) throw error;
        await this.outbox.park(error.id, String(error));
        this.logger.error(
          { err: error, eventId: error.id },
          'a note of the outbox is no event; it is parked',
        );
      }
    }
  }
}

/** Epoch milliseconds with fractions: processes of one machine agree to a fraction of a millisecond. */
export const now = (): number => performance.timeOrigin + performance.now();
