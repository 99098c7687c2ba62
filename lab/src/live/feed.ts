import { randomBytes } from 'node:crypto';
import type { LiveEvent, Tell } from './events.ts';

/** An event as it is sent: JSON with the time at which it was told, `at`, epoch milliseconds. */
export interface FeedItem {
  readonly id: string;
  readonly json: string;
}

interface Kept extends FeedItem {
  readonly number: number;
  readonly passing: boolean;
}

/** Of these the newest count: they say what is now, and draw curves. Of the others a run's plan has only so many. */
const PASSING: ReadonlySet<LiveEvent['type']> = new Set(['step', 'load', 'load-over', 'second']);
/** So many of them: about 40 minutes of load. */
const MOST_PASSING = 5_000;

/** The events of one run, in bounded memory: a page that comes late gets all that still counts, and then each new one. */
export class Feed {
  /** Ids of another run's events are nothing to go on from. */
  readonly #name = randomBytes(4).toString('hex');
  readonly #kept: Kept[] = [];
  readonly #hearers = new Set<(item: FeedItem) => void>();
  #told = 0;
  #passing = 0;

  constructor(private readonly most = MOST_PASSING) {}

  readonly tell: Tell = (event) => {
    const number = ++this.#told;
    const passing = PASSING.has(event.type);
    const json = JSON.stringify({ at: Date.now(), ...event });
    const item = { id: `${this.#name}-${number}`, json, number, passing };
    this.#kept.push(item);
    if (passing && ++this.#passing > this.most) this.#forgetOne();
    for (const hear of this.#hearers) hear(item);
  };

  /** How many follow it now. */
  get followers(): number {
    return this.#hearers.size;
  }

  /**
   * Hears all that came after an event, and then each that comes.
   *
   * @param after id of the last event that is known; all are heard where it is of no event of this run
   * @returns ends it
   */
  follow(after: string | undefined, hear: (item: FeedItem) => void): () => void {
    const [, name, number] = /^(\w+)-(\d+)$/.exec(after ?? '') ?? [];
    const known = name === this.#name ? Number(number) : 0;
    for (const item of this.#kept) if (item.number > known) hear(item);
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  #forgetOne(): void {
    this.#kept.splice(
      this.#kept.findIndex(({ passing }) => passing),
      1,
    );
    this.#passing -= 1;
  }
}
