import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { announcedStock } from '@lab/shared-domain/inventory/announced-stock';
import { INVENTORY_METHODS } from '@lab/shared-domain/inventory/inventory';
import { createInventory } from '@lab/shared-domain/inventory/inventory-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { type DynamicModule, Module } from '@nestjs/common';
import { InventoryController } from './inventory.controller.ts';
import { openReserving } from './locks/open-reserving.ts';
import type { InventorySettings } from './locks/settings.ts';

/** The inventory behind messages, over its own database. */
@Module({})
export class InventoryServiceModule {
  static async of(parts: ServiceParts<'inventory'>, settings: InventorySettings): Promise<DynamicModule> {
    const { database, events, offer, replicas } = parts;
    const { stores, unitOfWork, versions } = database;
    const store =
      replicas === 'local'
        ? announcedStock(stores.inventory, { versions, events, clock: systemClock })
        : stores.inventory;
    const reserving = await openReserving(settings, parts, store);
    const inventory = createInventory({ store, unitOfWork, reserving });
    return {
      module: InventoryServiceModule,
      controllers: [InventoryController],
      providers: [{ provide: SERVED, useValue: offer('inventory', inventory, INVENTORY_METHODS) }],
    };
  }
}
