import type { ContextName } from '../stores.ts';

/** Write every row of a context's main table anew, as it is. */
export const REWRITE = {
  identity: 'UPDATE accounts SET name = name',
  catalog: 'UPDATE products SET name = name',
  inventory: 'UPDATE stock SET on_hand = on_hand',
  payments: 'UPDATE wallets SET amount = amount',
  orders: 'UPDATE orders SET status = status',
  notifications: 'UPDATE notices SET text = text',
  recommendations: 'UPDATE baskets SET skus = skus',
} as const satisfies Readonly<Record<ContextName, string>>;
