import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { RECOMMENDATIONS_METHODS } from '@lab/shared-domain/recommendations/recommendations';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { type DynamicModule, Module } from '@nestjs/common';
import { RecommendationsController, SUBSCRIPTION } from './recommendations.controller.ts';

/** Recommendations behind messages, over their own database. */
@Module({})
export class RecommendationsServiceModule {
  static of({ database, offer }: ServiceParts<'recommendations'>): DynamicModule {
    const store = database.stores.recommendations;
    const recommendations = createRecommendations({ store });
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
