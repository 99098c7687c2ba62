import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { RecommendationsServiceModule } from './recommendations-service.module.ts';

await runNestService({
  name: 'recommendations',
  contexts: ['recommendations'],
  module: (parts) => RecommendationsServiceModule.of(parts),
});
