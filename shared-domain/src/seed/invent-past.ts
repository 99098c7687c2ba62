import type { InventoryHistory, LevelAt } from '../inventory/inventory.ts';
import { type NewEvent, VersionConflict } from '../kernel/recorded-event.ts';
import {
  EFFECT,
  reservationChanged,
  skuOf,
  stockMoved,
  streamOfStock,
} from '../stock-history/stock-events.ts';
import { Random } from './random.ts';

/** Some 1,800 events, in one transaction. */
const ORDERS_AT_ONCE = 200;
const MOST_LINES = 3;
/** Others who write at the same time may be first so many times, in all. */
const MOST_CONFLICTS = 100;

/** What becomes of an order of the past. In the end there is as much of everything as before. */
const LIFE = ['held', 'sold', 'returned'] as const;

type Levels = ReadonlyMap<string, LevelAt>;

/**
 * Gives the stock a longer past: orders that were placed, sold and taken back, until the newest event has at least this position. For
 * experiments. Works beside others that write.
 *
 * @throws Error when there is no stock to order from, or others are always first
 */
export async function inventPast(
  history: InventoryHistory,
  upTo: number,
): Promise<{ readonly added: number; readonly position: number }> {
  const before = await history.head();
  let { levels }: { levels: Levels } = await history.fromSnapshots();
  let position = before;
  for (let conflicts = 0; position < upTo; ) {
    const { events, moved } = pastOrders(levels, position);
    try {
      await history.record(events, moved);
      levels = new Map([...levels, ...moved]);
      position = await history.head();
    } catch (error) {
      conflicts += 1;
      if (!(error instanceof VersionConflict) || conflicts > MOST_CONFLICTS) throw error;
      ({ levels } = await history.fromSnapshots());
    }
  }
  return { added: position - before, position };
}

/** @param position behind which they come: no other orders do, so it makes their ids */
function pastOrders(levels: Levels, position: number): { events: NewEvent[]; moved: Map<string, LevelAt> } {
  const available = [...levels].flatMap(([stream, { onHand, reserved }]) =>
    onHand > reserved ? skuOf(stream) : [],
  );
  if (available.length === 0) throw new Error('no product is in stock');
  const random = new Random(position, 'past orders');
  const moved = new Map<string, LevelAt>();
  const events: NewEvent[] = [];
  for (let order = 0; order < ORDERS_AT_ONCE; order += 1) {
    const wanted = Array.from({ length: random.integer(1, MOST_LINES) }, () => random.pick(available));
    const lines = [...new Set(wanted)].map((sku) => ({ sku, quantity: 1 }));
    for (const [step, status] of LIFE.entries()) {
      for (const { sku } of lines) {
        const stream = streamOfStock(sku);
        const level = moved.get(stream) ?? (levels.get(stream) as LevelAt);
        const next = { ...level, version: level.version + 1 };
        moved.set(stream, next);
        events.push(stockMoved({ sku, ...EFFECT[status] }, next.version));
      }
      const orderId = `past-${position}-${order}`;
      events.push(reservationChanged({ orderId, status, lines }, step + 1));
    }
  }
  return { events, moved };
}
