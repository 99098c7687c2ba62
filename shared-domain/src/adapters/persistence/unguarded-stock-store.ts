import type { InventoryStore } from '../../inventory/inventory.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { createInventoryStore } from './inventory-store.ts';
import { inventoryTables, unguardedStock } from './migrations/inventory.ts';
import type { Sql } from './sql.ts';
import type { StoreTable } from './store-table.ts';

const ADJUST_FENCED = `UPDATE stock SET on_hand = on_hand + (value ->> 1), reserved = reserved + (value ->> 2), token = value ->> 3
  FROM json_each(?) WHERE sku = value ->> 0 AND token <= value ->> 3`;

/**
 * Stock in a table that refuses nothing by itself: more may be promised and sold than there is. For experiments with locks, where the lock
 * alone is to keep it right. Besides, it keeps fencing tokens.
 */
export const UNGUARDED: Pick<StoreTable, 'inventory'> = {
  inventory: {
    migrations: [inventoryTables, unguardedStock],
    create: createUnguardedStore,
    rewrite: 'UPDATE stock SET on_hand = on_hand',
  },
};

function createUnguardedStore(sql: Sql): InventoryStore {
  return {
    ...createInventoryStore(sql),
    adjustFenced(deltas) {
      const rows = deltas.map(({ sku, onHand, reserved, token }) => [sku, onHand, reserved, token]);
      return sql.change(ADJUST_FENCED, [JSON.stringify(rows)], (changed) => {
        if (changed === deltas.length) return;
        const skus = deltas.map(({ sku }) => sku).join(', ');
        throw new DependencyFailure('lock', 'unavailable', `a later holder of the lock has been at ${skus}`);
      });
    },
  };
}
