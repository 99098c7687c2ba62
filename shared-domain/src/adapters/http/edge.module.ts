import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Tokens } from './auth/tokens.ts';
import { HealthController } from './health.controller.ts';
import { MetricsController, REGISTRY } from './observability/metrics.controller.ts';
import { OrdersController } from './resources/orders.controller.ts';
import { OverviewController } from './resources/overview.controller.ts';
import { ProductsController } from './resources/products.controller.ts';
import { SessionsController } from './resources/sessions.controller.ts';

/** The shop's HTTP API. Which contexts it talks to is the deployment's choice. */
@Module({})
export class EdgeModule {
  /** @param options.imports modules that export the tokens of `tokens.ts`. */
  static register(options: {
    imports: NonNullable<ModuleMetadata['imports']>;
    jwtSecret: string;
    registry: Registry;
  }): DynamicModule {
    return {
      module: EdgeModule,
      imports: options.imports,
      controllers: [
        SessionsController,
        ProductsController,
        OrdersController,
        OverviewController,
        HealthController,
        MetricsController,
      ],
      providers: [
        { provide: Tokens, useValue: new Tokens(options.jwtSecret) },
        { provide: REGISTRY, useValue: options.registry },
      ],
    };
  }
}
