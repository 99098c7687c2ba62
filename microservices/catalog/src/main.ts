import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { CatalogServiceModule } from './catalog-service.module.ts';

void runNestService({
  name: 'catalog',
  contexts: ['catalog'],
  publishes: true,
  module: (parts) => CatalogServiceModule.of(parts),
});
