import { PAYMENTS } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { PAYMENTS_METHODS } from '@lab/shared-domain/payments/payments';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { Module } from '@nestjs/common';
import { contextProvider } from '../calls.ts';
import { DATABASE } from '../tokens.ts';

@Module({
  providers: [
    contextProvider('payments', PAYMENTS_METHODS, {
      provide: PAYMENTS,
      inject: [DATABASE],
      useFactory: ({ stores, unitOfWork }: Database) =>
        createPayments({ store: stores.payments, unitOfWork }),
    }),
  ],
  exports: [PAYMENTS],
})
export class PaymentsModule {}
