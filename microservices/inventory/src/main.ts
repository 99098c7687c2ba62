import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { InventoryServiceModule } from './inventory-service.module.ts';

void runNestService({
  name: 'inventory',
  contexts: ['inventory'],
  publishes: 'for-replicas',
  module: (parts) => InventoryServiceModule.of(parts),
});
