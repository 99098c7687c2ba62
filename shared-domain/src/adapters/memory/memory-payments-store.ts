import type { LedgerEntry, Payment, PaymentsStore, Wallet } from '../../payments/payments.ts';
import type { MemoryTables } from './memory-tables.ts';

const sumOf = (of: readonly { readonly amount: number }[]): number =>
  of.reduce((sum, { amount }) => sum + amount, 0);

export function createMemoryPaymentsStore(tables: MemoryTables): PaymentsStore {
  const wallets = tables.table<Wallet>();
  const payments = tables.table<Payment>();
  const ledger = tables.table<LedgerEntry>();

  const record = (entries: readonly LedgerEntry[]): void => {
    for (const entry of entries) ledger.insert(`${entry.transfer} ${entry.account}`, entry);
  };

  return {
    wallet: async (customerId) => wallets.get(customerId),
    payment: async (orderId) => payments.get(orderId),
    savePayment: (payment) => tables.change(() => payments.set(payment.orderId, payment)),

    adjustBalance: (customerId, delta) =>
      tables.change(() => {
        const wallet = wallets.get(customerId);
        if (!wallet) throw new Error(`there is no wallet of ${customerId}`);
        const amount = wallet.balance.amount + delta;
        if (amount < 0)
          throw new Error(`CHECK constraint failed: the balance of ${customerId} would be ${amount}`);
        wallets.set(customerId, { customerId, balance: { ...wallet.balance, amount } });
      }),

    append: (entries) => tables.change(() => record(entries)),

    totals: async () => {
      const [own, others] = [true, false].map((wanted) =>
        ledger.all().filter(({ account }) => account.startsWith('wallet:') === wanted),
      );
      return {
        balances: sumOf(wallets.all().map(({ balance }) => balance)),
        wallets: sumOf(own ?? []),
        others: sumOf(others ?? []),
      };
    },

    addAll: (added) =>
      tables.change(() => {
        for (const wallet of added.wallets) wallets.insert(wallet.customerId, wallet);
        for (const payment of added.payments) payments.insert(payment.orderId, payment);
        record(added.entries);
      }),
  };
}
