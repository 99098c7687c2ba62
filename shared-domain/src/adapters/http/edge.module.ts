import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Recommendations } from '../../recommendations/recommendations.ts';
import type { ShopCache } from '../cache/shop-cache.ts';
import type { Duties } from '../duties/duties.ts';
import { USUAL_TIMEOUTS } from '../process/call-timeouts.ts';
import { SignInGuard } from './auth/sign-in-limits.ts';
import { Tokens } from './auth/tokens.ts';
import { HealthController } from './health.controller.ts';
import { MetricsController, REGISTRY } from './observability/metrics.controller.ts';
import { KeptDataController } from './resources/kept-data.controller.ts';
import { LedgerController } from './resources/ledger.controller.ts';
import { OrdersController } from './resources/orders.controller.ts';
import { OverviewController } from './resources/overview.controller.ts';
import { OverviewPartsController } from './resources/overview-parts.controller.ts';
import { ProductsController } from './resources/products.controller.ts';
import { SessionsController } from './resources/sessions.controller.ts';
import {
  CATALOG,
  OPTIONAL_PART_MS,
  RECOMMENDATIONS,
  SHOWN_CATALOG,
  SHOWN_RECOMMENDATIONS,
} from './tokens.ts';

/** The shop's HTTP API. Which contexts it talks to is the deployment's choice. */
@Module({})
export class EdgeModule {
  /**
   * @param options.imports modules that export the tokens of `tokens.ts`.
   * @param options.duties whether tokens are checked, and travel on; the usual ones without.
   * @param options.optionalPartMs how long a page waits for a part that it can do without.
   * @param options.operatorPages whether there is /metrics.
   * @param options.cache what pages go through to what they show; without it they ask each time.
   */
  static register(options: {
    imports: NonNullable<ModuleMetadata['imports']>;
    jwtSecret: string;
    registry: Registry;
    duties?: Pick<Duties, 'verifies' | 'services'>;
    optionalPartMs?: number;
    operatorPages?: boolean;
    cache?: ShopCache | undefined;
  }): DynamicModule {
    const { duties, optionalPartMs = USUAL_TIMEOUTS.optionalPartMs, operatorPages = true, cache } = options;
    return {
      module: EdgeModule,
      imports: options.imports,
      controllers: [
        SessionsController,
        ProductsController,
        OrdersController,
        OverviewController,
        OverviewPartsController,
        KeptDataController,
        LedgerController,
        HealthController,
        ...(operatorPages ? [MetricsController] : []),
      ],
      providers: [
        {
          provide: Tokens,
          useValue: new Tokens(options.jwtSecret, duties?.verifies, duties?.services.verifies),
        },
        { provide: SignInGuard, useValue: new SignInGuard() },
        { provide: REGISTRY, useValue: options.registry },
        { provide: OPTIONAL_PART_MS, useValue: optionalPartMs },
        {
          provide: SHOWN_CATALOG,
          inject: [CATALOG],
          useFactory: (origin: Catalog) => cache?.catalog(origin) ?? origin,
        },
        {
          provide: SHOWN_RECOMMENDATIONS,
          inject: [RECOMMENDATIONS],
          useFactory: (origin: Recommendations) => cache?.recommendations(origin) ?? origin,
        },
      ],
    };
  }
}
