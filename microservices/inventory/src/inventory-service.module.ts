import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { INVENTORY_METHODS } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { type DynamicModule, Module } from '@nestjs/common';
import { InventoryController } from './inventory.controller.ts';

/** The inventory behind messages, over its own database. */
@Module({})
export class InventoryServiceModule {
  static of({ database, offer }: ServiceParts<'inventory'>): DynamicModule {
    const inventory = createInventory({ store: database.stores.inventory, unitOfWork: database.unitOfWork });
    return {
      module: InventoryServiceModule,
      controllers: [InventoryController],
      providers: [{ provide: SERVED, useValue: offer('inventory', inventory, INVENTORY_METHODS) }],
    };
  }
}
