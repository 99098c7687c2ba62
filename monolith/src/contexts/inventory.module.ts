import { INVENTORY } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { INVENTORY_METHODS } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { Module } from '@nestjs/common';
import { contextProvider } from '../calls.ts';
import { DATABASE } from '../tokens.ts';

@Module({
  providers: [
    contextProvider('inventory', INVENTORY_METHODS, {
      provide: INVENTORY,
      inject: [DATABASE],
      useFactory: ({ stores, unitOfWork }: Database) =>
        createInventory({ store: stores.inventory, unitOfWork }),
    }),
  ],
  exports: [INVENTORY],
})
export class InventoryModule {}
