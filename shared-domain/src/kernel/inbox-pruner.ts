import type { Clock } from './clock.ts';
import { pause } from './deadline.ts';
import type { Inbox } from './events.ts';

interface InboxPrunerOptions {
  readonly inbox: Pick<Inbox, 'prune'>;
  /** Whose events it forgets. */
  readonly subscribers: readonly string[];
  /** See `Pruning`. ms. */
  readonly retentionMs: number;
  readonly clock: Clock;
  /** Told how many events were forgotten in a sweep, of each subscriber that had old ones. */
  readonly onPruned: (subscriber: string, many: number) => void;
  /** Told why a sweep ended early. The next one is another try. */
  readonly onFailure: (error: unknown) => void;
  /** From one sweep to the next, ms. */
  readonly everyMs: number;
  /** From one batch of a sweep to the next, ms: the time in which others write. Default: 50. */
  readonly restMs?: number;
  /** How many events are forgotten in one transaction. Default: 200. */
  readonly batch?: number;
}

/**
 * Has an inbox forget old events, a few at a time, so that nobody's write waits long for it.
 *
 *     wait ── look ── nothing old: wait again
 *               └──── forget a batch ── rest ── another one, while there are whole ones
 *
 * Any number of processes may do so with one database.
 */
export class InboxPruner {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: InboxPrunerOptions) {}

  /** The first sweep comes after the first wait: a start has other things to do. Does nothing where nobody hears of events. */
  start(): void {
    if (this.options.subscribers.length > 0) this.#running = this.#run();
  }

  /** Lets the batch in work end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Forgets what is old now. Never rejects. */
  async sweep(): Promise<void> {
    const { subscribers, onPruned, onFailure } = this.options;
    try {
      for (const subscriber of subscribers) {
        const many = await this.#prune(subscriber);
        if (many > 0) onPruned(subscriber, many);
        if (this.#stop.signal.aborted) return;
      }
    } catch (error) {
      onFailure(error);
    }
  }

  async #run(): Promise<void> {
    for (;;) {
      await pause(this.options.everyMs, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      await this.sweep();
    }
  }

  async #prune(subscriber: string): Promise<number> {
    const { inbox, retentionMs, clock, restMs = 50, batch = 200 } = this.options;
    for (let many = 0; ; ) {
      const forgotten = await inbox.prune(subscriber, {
        ...{ retentionMs, most: batch },
        now: clock.now().getTime(),
      });
      many += forgotten;
      if (forgotten < batch || this.#stop.signal.aborted) return many;
      await pause(restMs, this.#stop.signal);
    }
  }
}
