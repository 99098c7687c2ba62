import 'reflect-metadata';
import { runNestService } from '@lab/chassis/nest-service';
import { OrdersServiceModule } from './orders-service.module.ts';
import { openRunner } from './runner.ts';

void runNestService({
  name: 'orders',
  contexts: ['orders'],
  publishes: true,
  module: (parts) => OrdersServiceModule.of(parts, openRunner(parts)),
});
