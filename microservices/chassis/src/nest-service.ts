import { TransportStrategy } from '@lab/messaging/nest-strategy';
import { RethrowFilter } from '@lab/messaging/rethrow-filter';
import { nestLogger } from '@lab/shared-domain/adapters/http/observability/nest-logger';
import { typesFor } from '@lab/shared-domain/adapters/messages/subscribers';
import type { StoreTable } from '@lab/shared-domain/adapters/persistence/store-table';
import { startOpsServer } from '@lab/shared-domain/adapters/process/ops-server';
import type { Operations } from '@lab/shared-domain/adapters/process/program';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { untilReady } from '@lab/shared-domain/adapters/process/until-ready';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { openParts, type ServiceParts } from './parts.ts';
import { serviceMain } from './service-main.ts';
import { type ServiceSettings, serviceSettings } from './settings.ts';

/** What makes a service of its own out of the common chassis. */
export interface ServiceDefinition<
  C extends ContextName,
  Settings extends ServiceSettings = ServiceSettings,
> {
  /** Also the name of its database's file, and of the subscriber to its events. */
  readonly name: string;
  readonly contexts: readonly C[];
  /** Whether it publishes events, or only where somebody keeps a replica of what it owns. */
  readonly publishes?: boolean | 'for-replicas';
  /** How many requests it takes up at once, see `Transport.serve`. */
  readonly atOnce?: (settings: Settings) => number;
  /** Reads its settings; those that all services have without. */
  readonly settings?: () => Settings;
  /** Stores in the place of the usual ones, as the settings have it. */
  readonly stores?: (settings: Settings) => Partial<StoreTable> | undefined;
  /** Further commands of its program. */
  readonly operations?: Operations<Settings>;
  /** The Nest module whose controllers answer its messages. */
  module(parts: ServiceParts<C>, settings: Settings): DynamicModule | Promise<DynamicModule>;
}

/** Requests and events in work may take so long to end when the process is told to. ms. */
const DRAIN_MS = 5_000;

/** The `main` of a Nest service: see `serviceMain`. */
export const runNestService = <C extends ContextName, Settings extends ServiceSettings = ServiceSettings>(
  definition: ServiceDefinition<C, Settings>,
): Promise<void> =>
  serviceMain({
    ...definition,
    // Who reads none of its own has those of all services.
    settings: definition.settings ?? (serviceSettings as () => Settings),
    serve: (settings, logger) => start(definition, settings, logger),
  });

async function start<C extends ContextName, Settings extends ServiceSettings>(
  definition: ServiceDefinition<C, Settings>,
  settings: Settings,
  logger: Logger,
): Promise<Program> {
  const stores = definition.stores?.(settings);
  const parts = await openParts({ ...definition, stores }, settings, logger);
  const { transport, subscriberDatabase, registry } = parts;
  const strategy = new TransportStrategy({
    transport,
    drainMs: DRAIN_MS,
    atOnce: definition.atOnce?.(settings),
    events: { subscriber: definition.name, types: typesFor(definition.name), database: subscriberDatabase },
  });
  const module = await definition.module(parts, settings);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    strategy,
    logger: nestLogger(logger),
  });
  app.useGlobalFilters(new RethrowFilter());
  let takesRequests = false;
  const ops = await startOpsServer({
    host: settings.HOST,
    port: settings.PORT,
    registry,
    waitingFor: async () => [...(await parts.waitingFor()), ...(takesRequests ? [] : ['its first request'])],
    logger,
  });
  // Other instances share its queues: as soon as it listens there, it has its part of their requests.
  await untilReady(parts.lacks);
  await app.listen();
  takesRequests = true;
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
