import { INVENTORY } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { INVENTORY_METHODS } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { Module } from '@nestjs/common';
import { DATABASE, OFFER } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: INVENTORY,
      inject: [OFFER, DATABASE],
      useFactory: (offer: Offer, { stores, unitOfWork }: Database) =>
        offer('inventory', createInventory({ store: stores.inventory, unitOfWork }), INVENTORY_METHODS),
    },
  ],
  exports: [INVENTORY],
})
export class InventoryModule {}
