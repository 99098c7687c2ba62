import { done, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Inventory, InventoryStore, Reservation, StockLine } from './inventory.ts';

/** One line per product, so that two lines of the same product cannot each pass the check alone. */
function merge(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

export function createInventory({
  store,
  unitOfWork,
}: {
  store: InventoryStore;
  unitOfWork: UnitOfWork;
}): Inventory {
  async function move(
    reservation: Reservation,
    status: Reservation['status'],
    sign: { onHand: -1 | 0 | 1; reserved: -1 | 0 },
  ) {
    await store.adjust(
      reservation.lines.map(({ sku, quantity }) => ({
        sku,
        onHand: sign.onHand * quantity,
        reserved: sign.reserved * quantity,
      })),
    );
    await store.saveReservation({ ...reservation, status });
  }

  return {
    levels: ({ skus }) => store.levels(skus),

    reserve: ({ orderId, lines }) =>
      unitOfWork.write(async () => {
        const existing = await store.reservation(orderId);
        if (existing) {
          const open = existing.status === 'held' || existing.status === 'sold';
          return open ? done : refused('reservation-closed', `order ${orderId} was released before`);
        }
        const wanted = merge(lines);
        const levels = new Map(
          (await store.levels(wanted.map((line) => line.sku))).map((level) => [level.sku, level]),
        );
        for (const { sku, quantity } of wanted) {
          const level = levels.get(sku);
          if (!level) return refused('unknown-product', `there is no product ${sku}`);
          const available = level.onHand - level.reserved;
          if (available < quantity)
            return refused('out-of-stock', `${quantity} of ${sku} wanted, ${available} available`);
        }
        await store.adjust(wanted.map(({ sku, quantity }) => ({ sku, onHand: 0, reserved: quantity })));
        await store.saveReservation({ orderId, status: 'held', lines: wanted });
        return done;
      }),

    commit: ({ orderId }) =>
      unitOfWork.write(async () => {
        const reservation = await store.reservation(orderId);
        if (!reservation || reservation.status === 'void') {
          return refused('reservation-closed', `order ${orderId} holds no stock`);
        }
        // Anything else has been sold before, or was given back by a cancellation that overtook this message.
        if (reservation.status === 'held') await move(reservation, 'sold', { onHand: -1, reserved: -1 });
        return done;
      }),

    release: ({ orderId }) =>
      unitOfWork.write(async () => {
        const reservation = await store.reservation(orderId);
        if (!reservation) await store.saveReservation({ orderId, status: 'void', lines: [] });
        else if (reservation.status === 'held')
          await move(reservation, 'released', { onHand: 0, reserved: -1 });
        else if (reservation.status === 'sold')
          await move(reservation, 'returned', { onHand: 1, reserved: 0 });
        return done;
      }),
  };
}
