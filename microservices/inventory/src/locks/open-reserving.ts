import type { ServiceParts } from '@lab/chassis/parts';
import type { StoreTable } from '@lab/shared-domain/adapters/persistence/store-table';
import { UNGUARDED } from '@lab/shared-domain/adapters/persistence/unguarded-stock-store';
import { ConfigError } from '@lab/shared-domain/adapters/process/config';
import type { InventoryStore } from '@lab/shared-domain/inventory/inventory';
import {
  inOneStatement,
  inOneTransaction,
  type Reserving,
  UNLOCKED,
  underLock,
} from '@lab/shared-domain/inventory/reserving';
import { queued } from '@lab/shared-domain/kernel/lock';
import { OWN } from '../own.ts';
import { openLock } from './open-lock.ts';
import type { InventorySettings } from './settings.ts';

/**
 * A store that guards nothing, wherever it is for the lock to do so; the usual one otherwise.
 *
 * @throws ConfigError where the inventory keeps events: they guard themselves by the versions of their streams
 */
export function storesFor({ LOCK, INVENTORY_STORE }: InventorySettings): Partial<StoreTable> | undefined {
  if (LOCK === 'row') return undefined;
  if (INVENTORY_STORE === 'events')
    throw new ConfigError(
      `LOCK=${LOCK} is for INVENTORY_STORE=tables: events are guarded by the versions of their streams.`,
    );
  return LOCK === 'update' ? undefined : UNGUARDED;
}

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
    aroundWrite: faults.aroundWrite(OWN.contexts[0]),
  };
  if (settings.LOCK === 'row') return inOneTransaction(over);
  if (settings.LOCK === 'update') return inOneStatement(over);
  if (settings.LOCK === 'none') {
    logger.warn('LOCK is none: two instances may promise the same unit');
    return underLock({ ...over, lock: UNLOCKED, fenced: false });
  }
  const lock = queued(await openLock(settings.LOCK, settings, logger));
  parts.atEnd(() => lock.close());
  return underLock({ ...over, lock, fenced: settings.LOCK_FENCING === 'on' });
}
