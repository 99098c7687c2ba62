import type { LevelAt, StockLevel } from '../inventory/inventory.ts';
import type { NewEvent, RecordedEvent } from '../kernel/recorded-event.ts';
import { EFFECT, holdingOf, isOfStock, skuOf, streamOfStock, type Units, unitsOf } from './stock-events.ts';

/** Something that can be known of the stock, made of its events alone. It is told each event once, in their order. */
export interface Projection {
  apply(event: RecordedEvent): void;
}

/** How many of each product there are: from the events of the products' streams. What the store itself answers with. */
export class StockLevels implements Projection {
  readonly #levels = new Map<string, { version: number; onHand: number; reserved: number }>();

  /** Goes on from a snapshot. */
  restore(stream: string, { version, onHand, reserved }: LevelAt): void {
    this.#levels.set(stream, { version, onHand, reserved });
  }

  /** @throws Error when an event of the stream is missing before this one, or came already */
  apply(event: NewEvent): void {
    if (!isOfStock(event)) return;
    const { onHand, reserved } = unitsOf(event);
    const level = this.#levels.get(event.stream);
    if (event.version !== (level?.version ?? 0) + 1)
      throw new Error(
        `${event.stream} is at ${level?.version ?? 0}, and its next event has ${event.version}`,
      );
    if (level) {
      level.version = event.version;
      level.onHand += onHand;
      level.reserved += reserved;
    } else this.#levels.set(event.stream, { version: event.version, onHand, reserved });
  }

  /** By stream. */
  get byStream(): ReadonlyMap<string, LevelAt> {
    return this.#levels;
  }

  /** Ordered by sku. */
  levels(): StockLevel[] {
    return inOrder(this.#levels);
  }
}

/**
 * The same from other events: how many there were in the beginning, and what has become of orders since. If the two disagree, an event of
 * the one kind was recorded without its counterpart.
 */
export class LevelsByOrders implements Projection {
  readonly #levels = new Map<string, { onHand: number; reserved: number }>();

  apply(event: RecordedEvent): void {
    if (event.type === 'stock.opened') {
      const { onHand, reserved } = unitsOf(event);
      this.#levels.set(event.stream, { onHand, reserved });
    } else if (event.type === 'reservation.changed') {
      const { status, lines } = holdingOf(event);
      const { onHand, reserved } = EFFECT[status];
      for (const { sku, quantity } of lines) {
        const level = this.#levels.get(streamOfStock(sku));
        if (!level) throw new Error(`${event.stream} is about ${sku}, of which there is no stock`);
        level.onHand += onHand * quantity;
        level.reserved += reserved * quantity;
      }
    }
  }

  /** Ordered by sku. */
  levels(): StockLevel[] {
    return inOrder(this.#levels);
  }
}

/** How many units of a product came in and went out on a day. */
interface DayOfProduct {
  /** In UTC, e.g. `2026-11-30`. */
  readonly day: string;
  readonly sku: string;
  readonly in: number;
  readonly out: number;
}

/** What nobody had thought of when the events were recorded: units that came in and went out, by day and product. */
export class Movements implements Projection {
  readonly #days = new Map<string, { in: number; out: number }>();

  apply(event: RecordedEvent): void {
    if (event.type !== 'stock.moved') return;
    const { onHand } = unitsOf(event);
    if (onHand === 0) return;
    const key = `${new Date(event.recordedAt).toISOString().slice(0, DAY)} ${skuOf(event.stream)}`;
    const sums = this.#days.get(key) ?? { in: 0, out: 0 };
    if (onHand > 0) sums.in += onHand;
    else sums.out -= onHand;
    this.#days.set(key, sums);
  }

  /** Ordered by day, then by sku. */
  rows(): DayOfProduct[] {
    return [...this.#days]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sums]) => ({ day: key.slice(0, DAY), sku: key.slice(DAY + 1), ...sums }));
  }
}

/** Length of a day as text. */
const DAY = 10;

const inOrder = (levels: ReadonlyMap<string, Units>): StockLevel[] =>
  [...levels]
    .map(([stream, { onHand, reserved }]) => ({ sku: skuOf(stream), onHand, reserved }))
    .toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
