import { CATALOG } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { CATALOG_METHODS } from '@lab/shared-domain/catalog/catalog';
import { createCatalog } from '@lab/shared-domain/catalog/catalog-service';
import { systemClock } from '@lab/shared-domain/kernel/clock';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { Module } from '@nestjs/common';
import { DATABASE, EVENTS, OFFER } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: CATALOG,
      inject: [OFFER, DATABASE, EVENTS],
      useFactory: (offer: Offer, { stores, unitOfWork, versions }: Database, events: LocalEvents) =>
        offer(
          'catalog',
          createCatalog({ store: stores.catalog, unitOfWork, events, versions, clock: systemClock }),
          CATALOG_METHODS,
        ),
    },
  ],
  exports: [CATALOG],
})
export class CatalogModule {}
