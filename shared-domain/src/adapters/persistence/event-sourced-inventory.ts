import type { InventoryStore, LevelAt, Reservation, StockLevel } from '../../inventory/inventory.ts';
import type { NewEvent } from '../../kernel/recorded-event.ts';
import {
  holdingOf,
  isDueForSnapshot,
  reservationChanged,
  reservationOpened,
  skuOf,
  stockMoved,
  stockOpened,
  streamOfOrder,
  streamOfStock,
} from '../../stock-history/stock-events.ts';
import { createInventoryEventLog } from './inventory-event-log.ts';
import { inventoryTables } from './migrations/inventory.ts';
import { inventoryEvents } from './migrations/inventory-events.ts';
import type { Sql } from './sql.ts';
import type { StoreSpec } from './store-table.ts';

/**
 * The inventory as what has happened to it. There is no row that says how many there are: a level is its product's snapshot and the events
 * since, and a reservation is the last event of its order.
 *
 *     levels ─── snapshots and the events behind them ─── fold
 *     adjust ─── the same ─── decide ─── append with the next version of each stream ─── snapshots that are due
 */
function createEventSourcedInventory(sql: Sql): InventoryStore {
  const log = createInventoryEventLog(sql);

  const levelsOf = async (skus: readonly string[]) =>
    (await log.levels([...new Set(skus)].map(streamOfStock))).levels;

  /** The events and snapshots of moves belong together, so they are of one transaction. */
  const record = (events: readonly NewEvent[], levels: ReadonlyMap<string, LevelAt>) =>
    sql.write(async () => {
      await log.record(events);
      const first = new Map<string, number>();
      for (const { stream, version } of events) if (!first.has(stream)) first.set(stream, version);
      await log.snapshot(
        [...levels].filter(([stream, { version }]) =>
          isDueForSnapshot((first.get(stream) ?? version + 1) - 1, version),
        ),
      );
    });

  return {
    async levels(skus) {
      const levels = await levelsOf(skus);
      return [...levels].map(([stream, { onHand, reserved }]) => ({ sku: skuOf(stream), onHand, reserved }));
    },

    adjust: (deltas) =>
      sql.write(async () => {
        const known = await levelsOf(deltas.map(({ sku }) => sku));
        const moved = new Map<string, LevelAt>();
        for (const delta of deltas) {
          const level = known.get(streamOfStock(delta.sku));
          if (!level)
            throw new Error(`there is no stock level of one of ${deltas.map(({ sku }) => sku).join(', ')}`);
          moved.set(streamOfStock(delta.sku), movedBy(level, delta));
        }
        await record(
          deltas.map((delta) => stockMoved(delta, moved.get(streamOfStock(delta.sku))?.version ?? 0)),
          moved,
        );
      }),

    async reservation(orderId) {
      const last = await log.lastOf(streamOfOrder(orderId));
      return last && { orderId, ...holdingOf(last) };
    },

    // It replaces what was there, whatever that was: there is nothing that it could be outdated against.
    saveReservation: (reservation) => log.recordNext(reservationChanged(reservation, 1)),

    addAll: (levels: readonly StockLevel[], reservations: readonly Reservation[]) =>
      sql.write(() => log.record([...levels.map(stockOpened), ...reservations.map(reservationOpened)])),

    history: { after: log.after, head: log.head, fromSnapshots: () => log.levels(), record },
  };
}

/** @throws Error when more would be promised than there is. A safety net, as the check of the table of levels is. */
function movedBy({ version, ...level }: LevelAt, { sku, ...by }: StockLevel): LevelAt {
  const [onHand, reserved] = [level.onHand + by.onHand, level.reserved + by.reserved];
  if (reserved < 0 || reserved > onHand)
    throw new Error(`CHECK constraint failed: ${reserved} of ${onHand} ${sku} reserved`);
  return { version: version + 1, onHand, reserved };
}

/** The inventory's store in the place of the usual one, see `chosen-stores.ts`. */
export const eventSourcedInventory: StoreSpec<InventoryStore> = {
  migrations: [inventoryTables, inventoryEvents],
  create: createEventSourcedInventory,
  // Events are not written anew: what may be is what was made of them.
  rewrite: 'UPDATE inventory_snapshots SET version = version',
};
