import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { InventoryServiceModule } from './inventory-service.module.ts';
import { storesFor } from './locks/open-reserving.ts';
import { inventorySettings } from './locks/settings.ts';

void runNestService({
  name: 'inventory',
  contexts: ['inventory'],
  publishes: 'for-replicas',
  settings: inventorySettings,
  stores: storesFor,
  module: (parts, settings) => InventoryServiceModule.of(parts, settings),
});
