import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { CATALOG_METHODS } from '@lab/shared-domain/catalog/catalog';
import { createCatalog } from '@lab/shared-domain/catalog/catalog-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogController } from './catalog.controller.ts';

/** The catalog behind messages, over its own database. */
@Module({})
export class CatalogServiceModule {
  static of({ database, events, offer }: ServiceParts<'catalog'>): DynamicModule {
    const { stores, unitOfWork, versions } = database;
    const catalog = createCatalog({
      store: stores.catalog,
      unitOfWork,
      events,
      versions,
      clock: systemClock,
    });
    return {
      module: CatalogServiceModule,
      controllers: [CatalogController],
      providers: [{ provide: SERVED, useValue: offer('catalog', catalog, CATALOG_METHODS) }],
    };
  }
}
