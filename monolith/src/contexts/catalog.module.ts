import { CATALOG } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { CATALOG_METHODS } from '@lab/shared-domain/catalog/catalog';
import { createCatalog } from '@lab/shared-domain/catalog/catalog-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { Module } from '@nestjs/common';
import { contextProvider } from '../calls.ts';
import { DATABASE, EVENTS } from '../tokens.ts';

@Module({
  providers: [
    contextProvider('catalog', CATALOG_METHODS, {
      provide: CATALOG,
      inject: [DATABASE, EVENTS],
      useFactory: ({ stores, unitOfWork }: Database, events: LocalEvents) =>
        createCatalog({ store: stores.catalog, unitOfWork, events, clock: systemClock }),
    }),
  ],
  exports: [CATALOG],
})
export class CatalogModule {}
