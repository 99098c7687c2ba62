import { euros } from '../kernel/money.ts';
import { done, ok, refused } from '../kernel/result.ts';
import type { UnitOfWork } from '../kernel/unit-of-work.ts';
import type { LedgerEntry, Payments, PaymentsStore } from './payments.ts';

/** Moves an amount of minor units from one account to another: two entries that sum to zero. */
export const transfer = (name: string, from: string, to: string, amount: number): LedgerEntry[] => [
  { transfer: name, account: from, amount: -amount },
  { transfer: name, account: to, amount },
];

export function createPayments({
  store,
  unitOfWork,
}: {
  store: PaymentsStore;
  unitOfWork: UnitOfWork;
}): Payments {
  return {
    async wallet({ customerId }) {
      const wallet = await store.wallet(customerId);
      return wallet ? ok(wallet) : refused('unknown-customer', `there is no customer ${customerId}`);
    },

    charge: ({ orderId, customerId, amount }) =>
      unitOfWork.write(async () => {
        const existing = await store.payment(orderId);
        if (existing) {
          return existing.status === 'charged'
            ? done
            : refused('payment-closed', `order ${orderId} was refunded before`);
        }
        const wallet = await store.wallet(customerId);
        if (!wallet) return refused('unknown-customer', `there is no customer ${customerId}`);
        if (wallet.balance.amount < amount.amount) {
          return refused(
            'insufficient-funds',
            `${amount.amount} ${amount.currency} wanted, ${wallet.balance.amount} in the wallet`,
          );
        }
        await store.adjustBalance(customerId, -amount.amount);
        await store.append(
          transfer(`charge:${orderId}`, `wallet:${customerId}`, 'shop:revenue', amount.amount),
        );
        await store.savePayment({ orderId, customerId, amount, status: 'charged' });
        return done;
      }),

    refund: ({ orderId, customerId }) =>
      unitOfWork.write(async () => {
        const payment = await store.payment(orderId);
        if (!payment) {
          await store.savePayment({ orderId, customerId, amount: euros(0), status: 'void' });
        } else if (payment.status === 'charged') {
          await store.adjustBalance(payment.customerId, payment.amount.amount);
          await store.append(
            transfer(
              `refund:${orderId}`,
              'shop:revenue',
              `wallet:${payment.customerId}`,
              payment.amount.amount,
            ),
          );
          await store.savePayment({ ...payment, status: 'refunded' });
        }
        return done;
      }),

    ledger: () => store.totals(),
  };
}
