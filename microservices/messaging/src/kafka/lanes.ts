import { within } from '@lab/shared-domain/kernel/deadline';
import type { Message } from '@platformatic/kafka';

export type EventMessage = Message<string, Buffer, string, string>;

/** So many messages are in a process at once, in work or behind one of their key: as many as RabbitMQ hands to a subscriber. */
const AT_ONCE = 16;

interface Entry {
  readonly message: EventMessage;
  done: boolean;
}

/**
 * Handles messages in lanes, one for each key: within a lane one after the other, as they came; lanes side by side. Of each partition the broker
 * is told up to where all are done with, as soon as it has heard the last such word.
 */
export class Lanes {
  /** Aborted when they end. What is in work goes on, and what waits is left. */
  readonly ended: AbortSignal;
  readonly #end = new AbortController();
  /** The last of each lane. */
  readonly #last = new Map<string, Promise<void>>();
  /** Of each partition those of which the broker has not been told, as they came. */
  readonly #untold = new Map<string, Entry[]>();
  readonly #done = new Map<string, EventMessage>();
  #inside = 0;
  #room: (() => void) | undefined;
  #committing: Promise<void> | undefined;

  /**
   * @param handle resolves to whether the message is done with. It may end early once `ended` is aborted
   * @param failed told when a message could be neither handled nor set aside
   * @param unheard told when the broker did not take a word: what it does not know of comes again
   */
  constructor(
    private readonly handle: (message: EventMessage) => Promise<boolean>,
    private readonly failed: (error: unknown) => void,
    private readonly unheard: (error: unknown) => void,
  ) {
    this.ended = this.#end.signal;
  }

  /** Resolves when there is room for one more, or when they end: who adds must not be kept by what cannot end. */
  async add(message: EventMessage): Promise<void> {
    const partition = `${message.topic}:${message.partition}`;
    const entry = { message, done: false };
    const untold = this.#untold.get(partition) ?? [];
    untold.push(entry);
    this.#untold.set(partition, untold);
    this.#inside += 1;
    // Without a key it is a stranger's: those of a partition are one lane.
    const lane = `${partition}:${message.key ?? ''}`;
    const mine = (this.#last.get(lane) ?? Promise.resolve()).then(() => this.#take(partition, entry));
    this.#last.set(lane, mine);
    void mine.then(() => {
      if (this.#last.get(lane) === mine) this.#last.delete(lane);
    });
    if (this.#inside < AT_ONCE || this.ended.aborted) return;
    await new Promise<void>((resolve) => {
      this.#room = resolve;
    });
  }

  /** Takes up nothing more. */
  leave(): void {
    this.#end.abort();
    this.#room?.();
  }

  /**
   * Takes up nothing more, and waits for what is in work, until the broker knows of it. What has not ended by then goes on, and comes again to
   * whoever hears of it next. Never rejects.
   *
   * @param ms so long at most
   * @returns whether all has ended
   */
  end(ms: number): Promise<boolean> {
    this.leave();
    const all = Promise.all(this.#last.values())
      .then(() => this.#committing)
      .then(() => true);
    return within(ms, all, false);
  }

  /** Never rejects. */
  async #take(partition: string, entry: Entry): Promise<void> {
    try {
      if (this.ended.aborted || !(await this.handle(entry.message))) return;
      entry.done = true;
      this.#tell(partition);
    } catch (error) {
      this.failed(error);
    } finally {
      this.#inside -= 1;
      this.#room?.();
    }
  }

  /** An offset speaks for all before it. */
  #tell(partition: string): void {
    const untold = this.#untold.get(partition) ?? [];
    while (untold[0]?.done) {
      this.#done.set(partition, untold[0].message);
      untold.shift();
    }
    if (this.#done.size > 0) this.#committing ??= this.#commit();
  }

  /** Never rejects. */
  async #commit(): Promise<void> {
    try {
      while (this.#done.size > 0) {
        const messages = [...this.#done.values()];
        this.#done.clear();
        await Promise.all(messages.map((message) => message.commit()));
      }
    } catch (error) {
      this.unheard(error);
    } finally {
      this.#committing = undefined;
    }
  }
}
