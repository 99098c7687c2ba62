import { RECOMMENDATIONS } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import { RECOMMENDATIONS_METHODS } from '@lab/shared-domain/recommendations/recommendations';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { Module } from '@nestjs/common';
import { contextProvider } from '../calls.ts';
import { DATABASE, EVENTS } from '../tokens.ts';

@Module({
  providers: [
    contextProvider('recommendations', RECOMMENDATIONS_METHODS, {
      provide: RECOMMENDATIONS,
      inject: [DATABASE, EVENTS],
      useFactory: ({ stores }: Database, events: LocalEvents) => {
        events.subscribe(recommendationsSubscription({ store: stores.recommendations }));
        return createRecommendations({ store: stores.recommendations });
      },
    }),
  ],
  exports: [RECOMMENDATIONS],
})
export class RecommendationsModule {}
