import type { ServiceParts } from '@lab/chassis/parts';
import type { StoreTable } from '@lab/shared-domain/adapters/persistence/store-table';
import { unguardedInventory } from '@lab/shared-domain/adapters/persistence/unguarded-inventory-store';
import type { InventoryStore } from '@lab/shared-domain/inventory/inventory';
import {
  inOneTransaction,
  type Reserving,
  UNLOCKED,
  underLock,
} from '@lab/shared-domain/inventory/reserving';
import { queued } from '@lab/shared-domain/kernel/lock';
import { openLock } from './open-lock.ts';
import type { InventorySettings } from './settings.ts';

/** A store that guards nothing, wherever it is for the lock to do so; the usual one otherwise. */
export const storesFor = ({ LOCK }: InventorySettings): Partial<StoreTable> | undefined =>
  LOCK === 'row' ? undefined : { inventory: unguardedInventory };

type Parts = Pick<ServiceParts<'inventory'>, 'database' | 'faults' | 'atEnd' | 'logger'>;

/** How this inventory reserves stock. @throws Error when the server of its lock cannot be reached in time */
export async function openReserving(
  settings: InventorySettings,
  parts: Parts,
  store: InventoryStore,
): Promise<Reserving> {
  const { database, faults, logger } = parts;
  const over = {
    store,
    unitOfWork: database.unitOfWork,
    aroundWrite: faults.aroundWrite('inventory'),
  };
  if (settings.LOCK === 'row') return inOneTransaction(over);
  if (settings.LOCK === 'none') {
    logger.warn('LOCK is none: two instances may promise the same unit');
    return underLock({ ...over, lock: UNLOCKED, fenced: false });
  }
  const lock = queued(await openLock(settings.LOCK, settings, logger));
  parts.atEnd(() => lock.close());
  return underLock({ ...over, lock, fenced: settings.LOCK_FENCING === 'on' });
}
