import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { RecommendationsServiceModule } from './recommendations-service.module.ts';

void runNestService({
  name: 'recommendations',
  contexts: ['recommendations'],
  // One is computed while the next one is read.
  atOnce: 2,
  module: (parts) => RecommendationsServiceModule.of(parts),
});
