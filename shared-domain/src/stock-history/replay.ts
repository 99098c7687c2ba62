import type { InventoryHistory } from '../inventory/inventory.ts';
import type { RecordedEvent } from '../kernel/recorded-event.ts';
import type { Projection } from './projections.ts';

/** Where a replay stops: behind the last event up to a position, or before the first one that was recorded later (epoch ms). */
export type Until = { readonly position: number } | { readonly time: number };

interface Replayed {
  readonly events: number;
  /** Of the last event that was applied; 0 without. */
  readonly position: number;
}

/** So many events are in memory at once, twice: however long the history is, it takes no more. */
const BATCH = 1_000;

/**
 * Tells projections what has happened, from the beginning.
 *
 * Others may record events meanwhile. Positions ascend in the order of commits, as a store has one writer at a time: none appears behind
 * one that was read already. So none is lost, and none comes twice.
 *
 * @throws Error when the history tells events in another order
 */
export async function replay(
  history: Pick<InventoryHistory, 'after'>,
  projections: readonly Projection[],
  { until, batch = BATCH }: { readonly until?: Until | undefined; readonly batch?: number } = {},
): Promise<Replayed> {
  let [events, position] = [0, 0];
  for await (const some of batches(history, batch)) {
    for (const event of some) {
      if (event.position <= position) throw new Error(`event ${event.position} came after ${position}`);
      if (until && isAfter(event, until)) return { events, position };
      for (const projection of projections) projection.apply(event);
      events += 1;
      position = event.position;
    }
  }
  return { events, position };
}

/** The next batch is read while the one before it is worked on. */
async function* batches(history: Pick<InventoryHistory, 'after'>, size: number) {
  let reading = history.after(0, size);
  for (;;) {
    const batch = await reading;
    const last = batch.at(-1);
    if (!last) return;
    reading = history.after(last.position, size);
    // A caller that stops early does not want to know of it any more.
    reading.catch(() => undefined);
    yield batch;
  }
}

const isAfter = ({ position, recordedAt }: RecordedEvent, until: Until): boolean =>
  'position' in until ? position > until.position : recordedAt > until.time;
