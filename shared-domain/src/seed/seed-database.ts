import { createHash } from 'node:crypto';
import type { ContextName, Persistence, Stores } from '../adapters/stores.ts';
import { hashPassword, PUBLIC } from '../identity/password.ts';
import { SEEDED_PASSWORD } from './known.ts';
import { generateShop, type ShopOptions, type ShopSeed } from './shop-seed.ts';

const FILL: { readonly [C in ContextName]: (store: Stores[C], shop: ShopSeed) => Promise<void> } = {
  async identity(store, { seed, identity }) {
    const passwordHash = await hashSeededPassword(seed);
    await store.addAll(identity.accounts.map((account) => ({ ...account, passwordHash })));
  },
  catalog: (store, { catalog }) => store.addAll(catalog.products),
  inventory: (store, { inventory }) => store.addAll(inventory.levels, inventory.reservations),
  payments: (store, { payments }) => store.addAll(payments),
  orders: (store, { orders }) => store.addAll(orders.orders),
  notifications: (store, { notifications }) => store.addAll(notifications.notices),
  recommendations: (store, { recommendations }) => store.addAll(recommendations.baskets),
};

/**
 * Fills the contexts' tables with their part of the example shop, all or nothing. Each context of a database is filled
 * once: the inbox remembers it, so any number of processes may try, and a second seed number changes nothing.
 *
 * @param contexts those of the database
 * @param seed the shop's number
 * @returns the contexts that were filled now.
 */
export function seedDatabase<C extends ContextName>(
  database: Persistence<C>,
  contexts: readonly C[],
  seed: number,
  options: ShopOptions = {},
): Promise<C[]> {
  return database.unitOfWork.write(async () => {
    const empty: C[] = [];
    for (const context of contexts) {
      if (await database.inbox.firstTime(context, 'example-shop')) empty.push(context);
    }
    if (empty.length === 0) return empty;
    const shop = generateShop(seed, options);
    for (const context of empty) {
      const fill: (typeof FILL)[C] = FILL[context];
      await fill(database.stores[context], shop);
    }
    return empty;
  });
}

/**
 * One hash for all accounts, and a cheap one. Real ones need a salt each, so that equal passwords do not show, and must be dear to guess. Here
 * everybody knows the password.
 */
function hashSeededPassword(seed: number): Promise<string> {
  const salt = createHash('sha256').update(`example shop ${seed}`).digest().subarray(0, 16);
  return hashPassword(SEEDED_PASSWORD, PUBLIC, salt);
}
