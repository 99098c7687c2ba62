import type { Payment, PaymentStatus, PaymentsStore, Wallet } from '../../payments/payments.ts';
import { insertAll, type Sql } from './sql.ts';

interface WalletRow {
  customer_id: string;
  amount: number;
  currency: string;
}

interface PaymentRow extends WalletRow {
  order_id: string;
  status: PaymentStatus;
}

const WALLET = ['customer_id', 'amount', 'currency'] as const;
const PAYMENT = ['order_id', ...WALLET, 'status'] as const;
const LEDGER = ['transfer', 'account', 'amount'] as const;

const walletRow = ({ customerId, balance }: Wallet): WalletRow => ({ customer_id: customerId, ...balance });
const paymentRow = ({ orderId, customerId, amount, status }: Payment): PaymentRow => ({
  order_id: orderId,
  customer_id: customerId,
  ...amount,
  status,
});

export function createPaymentsStore(sql: Sql): PaymentsStore {
  return {
    async wallet(customerId) {
      const select = `SELECT amount, currency FROM wallets WHERE customer_id = ?`;
      const [balance] = await sql.query<{ amount: number; currency: string }>(select, [customerId]);
      return balance && { customerId, balance };
    },

    async payment(orderId) {
      const select = `SELECT ${PAYMENT.join(', ')} FROM payments WHERE order_id = ?`;
      const [row] = await sql.query<PaymentRow>(select, [orderId]);
      if (!row) return undefined;
      const { customer_id: customerId, amount, currency, status } = row;
      return { orderId, customerId, amount: { amount, currency }, status };
    },

    async savePayment({ orderId, customerId, amount, status }) {
      await sql.change(
        `INSERT INTO payments (order_id, customer_id, amount, currency, status) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id, amount = excluded.amount,
           currency = excluded.currency, status = excluded.status`,
        [orderId, customerId, amount.amount, amount.currency, status],
      );
    },

    async adjustBalance(customerId, delta) {
      const update = 'UPDATE wallets SET amount = amount + ? WHERE customer_id = ?';
      if ((await sql.change(update, [delta, customerId])) === 0)
        throw new Error(`there is no wallet of ${customerId}`);
    },

    append: (entries) => insertAll(sql, 'ledger', LEDGER, entries),

    async addAll({ wallets, payments, entries }) {
      await insertAll(sql, 'wallets', WALLET, wallets.map(walletRow));
      await insertAll(sql, 'payments', PAYMENT, payments.map(paymentRow));
      await insertAll(sql, 'ledger', LEDGER, entries);
    },
  };
}
