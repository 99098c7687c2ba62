import type { Interceptor } from '../offer.ts';
import type { Database } from '../persistence/database.ts';
import type { ContextName, Stores } from '../stores.ts';

/** A promise of the shop that a process breaks on purpose, so that a test sees the checker of that promise find it. */
export interface Flaw {
  /** The process's database as the process gets it. */
  readonly database: <C extends ContextName>(database: Database<C>) => Database<C>;
  /** What goes around its contexts, besides what always does. */
  readonly interceptors: readonly Interceptor[];
}

/** No flaw. */
export const SOUND: Flaw = { database: (database) => database, interceptors: [] };

/** A database with other stores in the place of some of its own, where it has them. */
export function withStores<C extends ContextName>(
  database: Database<C>,
  changes: { readonly [K in ContextName]?: (store: Stores[K]) => Stores[K] },
): Database<C> {
  const change = (name: string, store: unknown): unknown => {
    const own: ((store: never) => unknown) | undefined = changes[name as ContextName];
    return own ? own(store as never) : store;
  };
  const stores = Object.entries(database.stores).map(([name, store]) => [name, change(name, store)]);
  return { ...database, stores: Object.fromEntries(stores) };
}
