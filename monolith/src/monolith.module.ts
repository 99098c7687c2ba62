import type { ShopCache } from '@lab/shared-domain/adapters/cache/shop-cache';
import type { Duties } from '@lab/shared-domain/adapters/duties/duties';
import { EdgeModule } from '@lab/shared-domain/adapters/http/edge.module';
import type { Readiness } from '@lab/shared-domain/adapters/http/health.controller';
import { READINESS } from '@lab/shared-domain/adapters/http/tokens';
import type { Offer } from '@lab/shared-domain/adapters/offer';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { BusinessProcessRunner } from '@lab/shared-domain/kernel/business-process';
import type { LocalEvents } from '@lab/shared-domain/kernel/local-events';
import type { Ranker } from '@lab/shared-domain/recommendations/ranking/ranker';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CONTEXT_MODULES } from './contexts/contexts.ts';
import { DATABASE, EVENTS, OFFER, RANKER, RUNNER } from './tokens.ts';

interface MonolithParts {
  readonly database: Database;
  readonly events: LocalEvents;
  readonly runner: BusinessProcessRunner;
  readonly ranker: Ranker;
  readonly offer: Offer;
  readonly waitingFor: Readiness;
  readonly jwtSecret: string;
  readonly duties?: Duties;
  readonly registry: Registry;
  readonly optionalPartMs: number;
  readonly operatorPages: boolean;
  readonly cache?: ShopCache | undefined;
}

/** What every context module may ask for. */
@Global()
@Module({})
class SharedModule {
  static of({ database, events, runner, ranker, offer, waitingFor }: MonolithParts): DynamicModule {
    return {
      module: SharedModule,
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: EVENTS, useValue: events },
        { provide: RUNNER, useValue: runner },
        { provide: RANKER, useValue: ranker },
        { provide: OFFER, useValue: offer },
        { provide: READINESS, useValue: waitingFor },
      ],
      exports: [DATABASE, EVENTS, RUNNER, RANKER, OFFER, READINESS],
    };
  }
}

/** The whole shop: the HTTP edge over all contexts, over one database. */
@Module({})
export class MonolithModule {
  static of(parts: MonolithParts): DynamicModule {
    const edge = EdgeModule.register({
      imports: CONTEXT_MODULES,
      jwtSecret: parts.jwtSecret,
      ...(parts.duties && { duties: parts.duties }),
      registry: parts.registry,
      optionalPartMs: parts.optionalPartMs,
      operatorPages: parts.operatorPages,
      cache: parts.cache,
    });
    return { module: MonolithModule, imports: [SharedModule.of(parts), edge] };
  }
}
