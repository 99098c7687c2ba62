import { done, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { Inventory, InventoryStore, Reservation } from './inventory.ts';
import { inOneTransaction, type Reserving } from './reserving.ts';

/** @param parts.reserving how stock is reserved; in one transaction without */
export function createInventory({
  store,
  unitOfWork,
  reserving = inOneTransaction({ store, unitOfWork }),
}: {
  store: InventoryStore;
  unitOfWork: UnitOfWork;
  reserving?: Reserving;
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

    reserve: reserving,

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
