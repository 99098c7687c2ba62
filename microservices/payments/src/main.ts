import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { PaymentsServiceModule } from './payments-service.module.ts';

void runNestService({
  name: 'payments',
  contexts: ['payments'],
  module: (parts) => PaymentsServiceModule.of(parts),
});
