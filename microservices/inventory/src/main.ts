import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { openOwnDatabase } from '@lab/chassis/parts';
import { stockOperations } from '@lab/shared-domain/adapters/process/stock-operations';
import { InventoryServiceModule } from './inventory-service.module.ts';
import { storesFor } from './locks/open-reserving.ts';
import { type InventorySettings, inventorySettings } from './locks/settings.ts';
import { OWN } from './own.ts';

void runNestService({
  ...OWN,
  publishes: 'for-replicas',
  settings: inventorySettings,
  stores: storesFor,
  module: (parts, settings) => InventoryServiceModule.of(parts, settings),
  operations: stockOperations((settings: InventorySettings) =>
    openOwnDatabase(OWN, { ...settings, SHOP_SEED: undefined }),
  ),
});
