import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { openRanker } from '@lab/shared-domain/recommendations/ranking/open-ranker';
import { RECOMMENDATIONS_METHODS } from '@lab/shared-domain/recommendations/recommendations';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { type DynamicModule, Module } from '@nestjs/common';
import { RecommendationsController, SUBSCRIPTION } from './recommendations.controller.ts';
import type { RecommendationsSettings } from './settings.ts';

/** Recommendations behind messages, over their own database. */
@Module({})
export class RecommendationsServiceModule {
  static async of(
    { database, offer, atEnd }: ServiceParts<'recommendations'>,
    settings: RecommendationsSettings,
  ): Promise<DynamicModule> {
    const store = database.stores.recommendations;
    const ranker = await openRanker(settings);
    atEnd(() => ranker.close());
    const recommendations = createRecommendations({ store, ranker });
    return {
      module: RecommendationsServiceModule,
      controllers: [RecommendationsController],
      providers: [
        {
          provide: SERVED,
          useValue: offer('recommendations', recommendations, RECOMMENDATIONS_METHODS),
        },
        { provide: SUBSCRIPTION, useValue: recommendationsSubscription({ store }) },
      ],
    };
  }
}
