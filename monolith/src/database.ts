import { join } from 'node:path';
import { chosenStores } from '@lab/shared-domain/adapters/persistence/chosen-stores';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { CONTEXT_NAMES } from '@lab/shared-domain/adapters/stores';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { MonolithSettings } from './settings.ts';

/** Opens the one database of all contexts, and fills it with the example shop when the settings say so. */
export async function openShopDatabase(
  settings: Pick<MonolithSettings, 'DATA_DIR' | 'SHOP_SEED' | 'DURABILITY' | 'INVENTORY_STORE'>,
): Promise<Database> {
  const database = await openDatabase({
    file: join(settings.DATA_DIR, 'monolith.sqlite'),
    contexts: CONTEXT_NAMES,
    durability: settings.DURABILITY,
    stores: chosenStores(settings),
  });
  if (settings.SHOP_SEED !== undefined) await seedDatabase(database, CONTEXT_NAMES, settings.SHOP_SEED);
  return database;
}
