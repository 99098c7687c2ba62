import { IDENTITY } from '@lab/shared-domain/adapters/http/tokens';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import { createIdentity } from '@lab/shared-domain/identity/identity-service';
import { Module } from '@nestjs/common';
import { DATABASE } from '../tokens.ts';

@Module({
  providers: [
    {
      provide: IDENTITY,
      inject: [DATABASE],
      useFactory: ({ stores }: Database) => createIdentity({ store: stores.identity }),
    },
  ],
  exports: [IDENTITY],
})
export class IdentityModule {}
