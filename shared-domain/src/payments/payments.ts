import type { Money } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';

export interface Wallet {
  readonly customerId: string;
  readonly balance: Money;
}

/** `void` is a tombstone: refunded before it was ever charged, so a late `charge` is refused. */
export type PaymentStatus = 'charged' | 'refunded' | 'void';

export interface Payment {
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
  readonly status: PaymentStatus;
}

/** One side of a double entry. All entries of one `transfer` sum to zero, and so do all entries there are. */
export interface LedgerEntry {
  /** What caused it, e.g. `charge:<orderId>`; unique together with the account. */
  readonly transfer: string;
  /** `wallet:<customerId>`, `shop:revenue` or `bank:deposits`. */
  readonly account: string;
  /** Signed minor units. */
  readonly amount: number;
}

/** What money there is, all of one moment, in minor units. `balances` and `wallets` are the same, and with `others` they sum to zero. */
export interface LedgerTotals {
  /** What is in all wallets. */
  readonly balances: number;
  /** What all entries say is in them. */
  readonly wallets: number;
  /** All entries of other accounts. */
  readonly others: number;
}

/** Customer wallets and the ledger behind them. Every command is idempotent per order. */
export interface Payments {
  wallet(query: { readonly customerId: string }): Promise<Result<Wallet, 'unknown-customer'>>;
  charge(command: {
    readonly orderId: string;
    readonly customerId: string;
    readonly amount: Money;
  }): Promise<Result<null, 'insufficient-funds' | 'unknown-customer' | 'payment-closed'>>;
  /** Gives back what the order was charged. Without a charge it leaves a tombstone. */
  refund(command: { readonly orderId: string; readonly customerId: string }): Promise<Result<null, never>>;
  ledger(query: Readonly<Record<string, never>>): Promise<LedgerTotals>;
}

export const PAYMENTS_METHODS = [
  'wallet',
  'charge',
  'refund',
  'ledger',
] as const satisfies readonly (keyof Payments)[];

export interface PaymentsStore {
  wallet(customerId: string): Promise<Wallet | undefined>;
  payment(orderId: string): Promise<Payment | undefined>;
  /** Inserts the payment, or replaces the one of that order. */
  savePayment(payment: Payment): Promise<void>;
  /** Adds a signed amount of minor units to the wallet. */
  adjustBalance(customerId: string, delta: number): Promise<void>;
  append(entries: readonly LedgerEntry[]): Promise<void>;
  totals(): Promise<LedgerTotals>;
  /** Bulk inserts for seeding. */
  addAll(seed: {
    wallets: readonly Wallet[];
    payments: readonly Payment[];
    entries: readonly LedgerEntry[];
  }): Promise<void>;
}
