import { PAYMENTS } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { PAYMENTS_METHODS } from '@lab/shared-domain/payments/payments';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { Module } from '@nestjs/common';
import { DATABASE, OFFER } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: PAYMENTS,
      inject: [OFFER, DATABASE],
      useFactory: (offer: Offer, { stores, unitOfWork }: Database) =>
        offer('payments', createPayments({ store: stores.payments, unitOfWork }), PAYMENTS_METHODS),
    },
  ],
  exports: [PAYMENTS],
})
export class PaymentsModule {}
