import type { LedgerTotals, Payment, PaymentStatus, PaymentsStore, Wallet } from '../../payments/payments.ts';
import { bulkInsert, nothing, only, type Sql } from './sql.ts';

interface WalletRow {
  customer_id: string;
  amount: number;
  currency: string;
}

interface PaymentRow extends WalletRow {
  order_id: string;
  status: PaymentStatus;
}

const PAYMENT = ['order_id', 'customer_id', 'amount', 'currency', 'status'] as const;
const WALLET = 'SELECT customer_id, amount, currency FROM wallets WHERE customer_id = ?';
const BY_ORDER = `SELECT ${PAYMENT.join(', ')} FROM payments WHERE order_id = ?`;
const SAVE = `INSERT INTO payments (${PAYMENT.join(', ')}) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id, amount = excluded.amount,
    currency = excluded.currency, status = excluded.status`;
/** One statement, so that it sees one moment. */
const TOTALS = `SELECT (SELECT coalesce(sum(amount), 0) FROM wallets) AS "balances",
  coalesce(sum(amount) FILTER (WHERE account LIKE 'wallet:%'), 0) AS "wallets",
  coalesce(sum(amount) FILTER (WHERE account NOT LIKE 'wallet:%'), 0) AS "others" FROM ledger`;
const NOTHING: LedgerTotals = { balances: 0, wallets: 0, others: 0 };
const ADJUST = 'UPDATE wallets SET amount = amount + ? WHERE customer_id = ?';

const toWallet = ({ customer_id, amount, currency }: WalletRow): Wallet => ({
  customerId: customer_id,
  balance: { amount, currency },
});
const toPayment = ({ order_id, customer_id, amount, currency, status }: PaymentRow): Payment => ({
  orderId: order_id,
  customerId: customer_id,
  amount: { amount, currency },
  status,
});
const walletRow = ({ customerId, balance }: Wallet): WalletRow => ({ customer_id: customerId, ...balance });
const paymentRow = ({ orderId, customerId, amount, status }: Payment): PaymentRow => ({
  order_id: orderId,
  customer_id: customerId,
  ...amount,
  status,
});

const insertWallets = bulkInsert('wallets', ['customer_id', 'amount', 'currency']);
const insertPayments = bulkInsert('payments', PAYMENT);
const insertEntries = bulkInsert('ledger', ['transfer', 'account', 'amount']);

export function createPaymentsStore(sql: Sql): PaymentsStore {
  return {
    wallet: (customerId) => sql.query(WALLET, [customerId], only(toWallet)),
    payment: (orderId) => sql.query(BY_ORDER, [orderId], only(toPayment)),

    savePayment: ({ orderId, customerId, amount: { amount, currency }, status }) =>
      sql.change(SAVE, [orderId, customerId, amount, currency, status], nothing),

    adjustBalance: (customerId, delta) =>
      sql.change(ADJUST, [delta, customerId], (changed) => {
        if (changed === 0) throw new Error(`there is no wallet of ${customerId}`);
      }),

    append: (entries) => insertEntries(sql, entries),

    totals: () => sql.query(TOTALS, [], ([row]: LedgerTotals[]) => row ?? NOTHING),

    async addAll({ wallets, payments, entries }) {
      await insertWallets(sql, wallets.map(walletRow));
      await insertPayments(sql, payments.map(paymentRow));
      await insertEntries(sql, entries);
    },
  };
}
