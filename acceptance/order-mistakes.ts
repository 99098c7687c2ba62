import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import { mistakesByOrder } from './interleavings/order-by-order.ts';

/** More orders than a customer has. */
const MOST = 100_000;

/** Of the customer who has a token: its subject. */
export const customerIdOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;

/**
 * What is wrong with the orders of some customers, each looked at by itself, in the databases of a deployment whose books have come to rest. Clients
 * see sums alone, and so do the checkers.
 *
 * @param dataDir folder of the databases: one of the monolith, or one for each service
 * @returns a sentence for each, without a full stop
 */
export async function mistakesInside(dataDir: string, tokens: readonly string[]): Promise<string[]> {
  const whole = join(dataDir, 'monolith.sqlite');
  const open = <C extends ContextName>(context: C) =>
    openDatabase({
      file: existsSync(whole) ? whole : join(dataDir, `${context}.sqlite`),
      contexts: [context],
    });
  const [orders, inventory, payments] = [
    await open('orders'),
    await open('inventory'),
    await open('payments'),
  ] as const;
  try {
    const own = await Promise.all(
      tokens.map((token) => orders.stores.orders.list({ customerId: customerIdOf(token), limit: MOST })),
    );
    return await mistakesByOrder(own.flat(), {
      payments: payments.stores.payments,
      inventory: inventory.stores.inventory,
    });
  } finally {
    for (const each of [orders, inventory, payments]) await each.close();
  }
}
