import { TransportStrategy } from '@lab/messaging/nest-strategy';
import { RethrowFilter } from '@lab/messaging/rethrow-filter';
import { nestLogger } from '@lab/shared-domain/adapters/http/observability/nest-logger';
import { typesFor } from '@lab/shared-domain/adapters/messages/subscribers';
import { startOpsServer } from '@lab/shared-domain/adapters/process/ops-server';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { openParts, type ServiceParts } from './parts.ts';
import { serviceMain } from './service-main.ts';
import { type ServiceSettings, serviceSettings } from './settings.ts';

/** What makes a service of its own out of the common chassis. */
export interface ServiceDefinition<C extends ContextName> {
  /** Also the name of its database's file, and of the subscriber to its events. */
  readonly name: string;
  readonly contexts: readonly C[];
  /** Whether it publishes events, or only where somebody keeps a replica of what it owns. */
  readonly publishes?: boolean | 'for-replicas';
  /** How many requests it takes up at once, see `Transport.serve`. */
  readonly atOnce?: number;
  /** The Nest module whose controllers answer its messages. */
  module(parts: ServiceParts<C>): DynamicModule;
}

/** Requests and events in work may take so long to end when the process is told to. ms. */
const DRAIN_MS = 5_000;

/** The `main` of a Nest service: see `serviceMain`. */
export const runNestService = <C extends ContextName>(definition: ServiceDefinition<C>): Promise<void> =>
  serviceMain({
    ...definition,
    settings: serviceSettings,
    serve: (settings, logger) => start(definition, settings, logger),
  });

async function start<C extends ContextName>(
  definition: ServiceDefinition<C>,
  settings: ServiceSettings,
  logger: Logger,
): Promise<Program> {
  const parts = await openParts(definition, settings, logger);
  const { transport, database, registry, waitingFor } = parts;
  const strategy = new TransportStrategy({
    transport,
    drainMs: DRAIN_MS,
    atOnce: definition.atOnce,
    events: { subscriber: definition.name, types: typesFor(definition.name), database },
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(definition.module(parts), {
    strategy,
    logger: nestLogger(logger),
  });
  app.useGlobalFilters(new RethrowFilter());
  await app.listen();
  const ops = await startOpsServer({
    host: settings.HOST,
    port: settings.PORT,
    registry,
    waitingFor,
    logger,
  });
  logger.info({ opsPort: ops.port }, 'serving');
  return {
    async stop() {
      parts.faults.clear();
      await app.close();
      await parts.close();
      await ops.close();
    },
  };
}
