import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { NotificationsSettings } from './settings.ts';

/** Opens the service's own database, and fills it with the example shop when the settings say so. */
export async function openNotificationsDatabase(
  settings: Pick<NotificationsSettings, 'DATA_DIR' | 'SHOP_SEED'>,
) {
  const contexts = ['notifications'] as const;
  const database = await openDatabase({ file: join(settings.DATA_DIR, 'notifications.sqlite'), contexts });
  if (settings.SHOP_SEED !== undefined) await seedDatabase(database, contexts, settings.SHOP_SEED);
  return database;
}
