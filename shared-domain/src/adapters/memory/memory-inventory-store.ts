import type { InventoryStore, Reservation, StockLevel } from '../../inventory/inventory.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryInventoryStore(tables: MemoryTables): InventoryStore {
  const stock = tables.table<StockLevel>();
  const reservations = tables.table<Reservation>();
  return {
    async levels(skus) {
      return [...new Set(skus)].map((sku) => stock.get(sku)).filter((level) => level !== undefined);
    },

    adjust: (deltas) =>
      tables.change(() => {
        for (const delta of deltas) {
          const { sku } = delta;
          const level = stock.get(sku);
          if (!level) throw new Error(`there is no stock level of one of ${deltas.map((each) => each.sku)}`);
          const onHand = level.onHand + delta.onHand;
          const reserved = level.reserved + delta.reserved;
          if (reserved < 0 || reserved > onHand)
            throw new Error(`CHECK constraint failed: ${reserved} of ${onHand} ${sku} reserved`);
          stock.set(sku, { sku, onHand, reserved });
        }
      }),

    reservation: async (orderId) => reservations.get(orderId),
    saveReservation: (reservation) => tables.change(() => reservations.set(reservation.orderId, reservation)),

    addAll: (levels, added) =>
      tables.change(() => {
        for (const level of levels) stock.insert(level.sku, level);
        for (const reservation of added) reservations.insert(reservation.orderId, reservation);
      }),
  };
}
