import type { ServiceParts } from '@lab/chassis/parts';
import { SERVED } from '@lab/chassis/tokens';
import { PAYMENTS_METHODS } from '@lab/shared-domain/payments/payments';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { type DynamicModule, Module } from '@nestjs/common';
import { PaymentsController } from './payments.controller.ts';

/** Payments behind messages, over its own database. */
@Module({})
export class PaymentsServiceModule {
  static of({ database, offer }: ServiceParts<'payments'>): DynamicModule {
    const payments = createPayments({ store: database.stores.payments, unitOfWork: database.unitOfWork });
    return {
      module: PaymentsServiceModule,
      controllers: [PaymentsController],
      providers: [{ provide: SERVED, useValue: offer('payments', payments, PAYMENTS_METHODS) }],
    };
  }
}
