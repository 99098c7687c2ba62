import { eventSourcedInventory } from './event-sourced-inventory.ts';
import type { StoreTable } from './store-table.ts';

/** The stores that take the place of the usual ones by a deployment's settings. */
export const chosenStores = ({
  INVENTORY_STORE,
}: {
  readonly INVENTORY_STORE: 'tables' | 'events';
}): Partial<StoreTable> => (INVENTORY_STORE === 'events' ? { inventory: eventSourcedInventory } : {});
