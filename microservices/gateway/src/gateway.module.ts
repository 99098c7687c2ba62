import type { ShopCache } from '@lab/shared-domain/adapters/cache/shop-cache';
import type { Duties } from '@lab/shared-domain/adapters/duties/duties';
import { EdgeModule } from '@lab/shared-domain/adapters/http/edge.module';
import type { Readiness } from '@lab/shared-domain/adapters/http/health.controller';
import {
  CATALOG,
  IDENTITY,
  INVENTORY,
  NOTIFICATIONS,
  ORDERS,
  PAYMENTS,
  READINESS,
  RECOMMENDATIONS,
} from '@lab/shared-domain/adapters/http/tokens';
import type { Identity } from '@lab/shared-domain/identity/identity';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { RemoteContexts } from './contexts.ts';

interface GatewayParts {
  readonly contexts: RemoteContexts;
  readonly identity: Identity;
  readonly waitingFor: Readiness;
  readonly jwtSecret: string;
  readonly duties: Duties;
  readonly registry: Registry;
  readonly optionalPartMs: number;
  readonly operatorPages: boolean;
  readonly cache: ShopCache | undefined;
}

/** The HTTP edge over contexts that live elsewhere. */
@Module({})
export class GatewayModule {
  static of({
    contexts,
    identity,
    waitingFor,
    jwtSecret,
    duties,
    registry,
    optionalPartMs,
    operatorPages,
    cache,
  }: GatewayParts): DynamicModule {
    const providers = [
      { provide: CATALOG, useValue: contexts.catalog },
      { provide: INVENTORY, useValue: contexts.inventory },
      { provide: ORDERS, useValue: contexts.orders },
      { provide: PAYMENTS, useValue: contexts.payments },
      { provide: NOTIFICATIONS, useValue: contexts.notifications },
      { provide: RECOMMENDATIONS, useValue: contexts.recommendations },
      { provide: IDENTITY, useValue: identity },
      { provide: READINESS, useValue: waitingFor },
    ];
    const remotes: DynamicModule = { module: RemoteContextsModule, providers, exports: providers };
    return {
      module: GatewayModule,
      imports: [
        EdgeModule.register({
          imports: [remotes],
          jwtSecret,
          duties,
          registry,
          optionalPartMs,
          operatorPages,
          cache,
        }),
      ],
    };
  }
}

@Module({})
class RemoteContextsModule {}
