import { INVENTORY } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { Module } from '@nestjs/common';
import { DATABASE } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: INVENTORY,
      inject: [DATABASE],
      useFactory: ({ stores, unitOfWork }: Database) =>
        createInventory({ store: stores.inventory, unitOfWork }),
    },
  ],
  exports: [INVENTORY],
})
export class InventoryModule {}
