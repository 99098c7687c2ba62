import { RECOMMENDATIONS } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import type { Ranker } from '@lab/shared-domain/recommendations/ranking/ranker';
import { RECOMMENDATIONS_METHODS } from '@lab/shared-domain/recommendations/recommendations';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { Module } from '@nestjs/common';
import { DATABASE, EVENTS, OFFER, RANKER } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: RECOMMENDATIONS,
      inject: [OFFER, DATABASE, EVENTS, RANKER],
      useFactory: (offer: Offer, { stores }: Database, events: LocalEvents, ranker: Ranker) => {
        events.subscribe(recommendationsSubscription({ store: stores.recommendations }));
        return offer(
          'recommendations',
          createRecommendations({ store: stores.recommendations, ranker }),
          RECOMMENDATIONS_METHODS,
        );
      },
    },
  ],
  exports: [RECOMMENDATIONS],
})
export class RecommendationsModule {}
