import { type Flaw, SOUND, withStores } from './flaw.ts';

/** A "take back" that comes before its "do" leaves no trace, so the late "do" takes effect, and nobody takes it back. */
export const noTombstone: Flaw = {
  ...SOUND,
  database: (database) =>
    withStores(database, {
      inventory: (store) => ({
        ...store,
        saveReservation: async (reservation) => {
          if (reservation.status !== 'void') await store.saveReservation(reservation);
        },
      }),
      payments: (store) => ({
        ...store,
        savePayment: async (payment) => {
          if (payment.status !== 'void') await store.savePayment(payment);
        },
      }),
    }),
};
