import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { announcedStock } from '@lab/shared-domain/inventory/announced-stock';
import { INVENTORY_METHODS } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { type DynamicModule, Module } from '@nestjs/common';
import { InventoryController } from './inventory.controller.ts';

/** The inventory behind messages, over its own database. */
@Module({})
export class InventoryServiceModule {
  static of({ database, events, offer, replicas }: ServiceParts<'inventory'>): DynamicModule {
    const { stores, unitOfWork, versions } = database;
    const store =
      replicas === 'local'
        ? announcedStock(stores.inventory, { versions, events, clock: systemClock })
        : stores.inventory;
    const inventory = createInventory({ store, unitOfWork });
    return {
      module: InventoryServiceModule,
      controllers: [InventoryController],
      providers: [{ provide: SERVED, useValue: offer('inventory', inventory, INVENTORY_METHODS) }],
    };
  }
}
