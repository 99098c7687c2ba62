import type { ServiceParts } from '@lab/chassis/parts';
import {
  createRecommendations,
  recommendationsSubscription,
} from '@lab/shared-domain/recommendations/recommendations-service';
import { type DynamicModule, Module } from '@nestjs/common';
import { RECOMMENDATIONS, RecommendationsController, SUBSCRIPTION } from './recommendations.controller.ts';

/** Recommendations behind messages, over their own database. */
@Module({})
export class RecommendationsServiceModule {
  static of({ database }: ServiceParts<'recommendations'>): DynamicModule {
    const store = database.stores.recommendations;
    return {
      module: RecommendationsServiceModule,
      controllers: [RecommendationsController],
      providers: [
        { provide: RECOMMENDATIONS, useValue: createRecommendations({ store }) },
        { provide: SUBSCRIPTION, useValue: recommendationsSubscription({ store }) },
      ],
    };
  }
}
