import { PAYMENTS } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { createPayments } from '@lab/shared-domain/payments/payments-service';
import { Module } from '@nestjs/common';
import { DATABASE } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: PAYMENTS,
      inject: [DATABASE],
      useFactory: ({ stores, unitOfWork }: Database) =>
        createPayments({ store: stores.payments, unitOfWork }),
    },
  ],
  exports: [PAYMENTS],
})
export class PaymentsModule {}
