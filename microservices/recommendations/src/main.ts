import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { rankingThreads } from '@lab/shared-domain/recommendations/ranking/open-ranker';
import { RecommendationsServiceModule } from './recommendations-service.module.ts';
import { recommendationsSettings } from './settings.ts';

void runNestService({
  name: 'recommendations',
  contexts: ['recommendations'],
  settings: recommendationsSettings,
  // One is computed while the next one is read; with threads, one on each.
  atOnce: (settings) => 1 + Math.max(1, rankingThreads(settings)),
  module: (parts, settings) => RecommendationsServiceModule.of(parts, settings),
});
