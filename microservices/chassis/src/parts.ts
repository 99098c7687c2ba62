import { join } from 'node:path';
import { openConnection, type RabbitConnection } from '@lab/messaging/connection';
import { EventRelay } from '@lab/messaging/events';
import { RpcClient } from '@lab/messaging/rpc-client';
import { openFaultInjection } from '@lab/shared-domain/adapters/faults/control-channel';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import { type Offer, offerWith } from '@lab/shared-domain/adapters/offer';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import { type DomainEvent, type EventPublisher, traced } from '@lab/shared-domain/kernel/events';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ServiceSettings } from './settings.ts';

/** What a process of the microservices is made of, besides what it does. */
export interface ServiceParts<C extends ContextName = ContextName> {
  readonly logger: Logger;
  readonly registry: Registry;
  readonly database: Database<C>;
  readonly connection: RabbitConnection;
  /** To other services. */
  readonly rpc: RpcClient;
  /** Notes events in the ambient transaction; they leave after it has committed. */
  readonly events: EventPublisher;
  /** How a context is offered to those who call it, see `Offer`. */
  readonly offer: Offer;
  /** Ends the faults that are injected into this process. */
  clearFaults(): void;
  /** Ends all of it, the connection last. */
  close(): Promise<void>;
}

/** For what is still to be sent when a process ends, after its requests have ended. ms. */
const FLUSH_MS = 1_000;

interface PartsOptions<C extends ContextName> {
  readonly name: string;
  /** Whose data this process keeps. */
  readonly contexts: readonly C[];
  /** For a process that publishes events: those that somebody must hear, see `EventRelay`. */
  readonly publishes?: { readonly mustBeHeard: readonly DomainEvent['type'][] } | undefined;
  /** The longest a call to another service may take. ms. */
  readonly callTimeoutMs: number;
}

/** Opens the process's own database, and fills it with the example shop when the settings say so. */
export async function openOwnDatabase<C extends ContextName>(
  { name, contexts }: Pick<PartsOptions<C>, 'name' | 'contexts'>,
  settings: Pick<ServiceSettings, 'DATA_DIR' | 'SHOP_SEED'>,
): Promise<Database<C>> {
  const database = await openDatabase({ file: join(settings.DATA_DIR, `${name}.sqlite`), contexts });
  if (settings.SHOP_SEED !== undefined) await seedDatabase(database, contexts, settings.SHOP_SEED);
  return database;
}

export async function openParts<C extends ContextName>(
  options: PartsOptions<C>,
  settings: ServiceSettings,
  logger: Logger,
): Promise<ServiceParts<C>> {
  const { name } = options;
  const database = await openOwnDatabase(options, settings);
  const faults = openFaultInjection(settings, database, logger);
  const connection = await openConnection({
    url: settings.AMQP_URL,
    prefix: settings.AMQP_PREFIX,
    name,
    logger,
  });
  const rpc = await RpcClient.open(connection, { timeoutMs: options.callTimeoutMs });
  const relay =
    options.publishes &&
    new EventRelay(connection, database.outbox, { expectSubscribers: options.publishes.mustBeHeard });
  await relay?.start();
  return {
    logger,
    registry: createRegistry({ process: name }),
    database,
    connection,
    rpc,
    // The outermost first: a fault strikes where the context is.
    offer: offerWith(faults.interceptor),
    clearFaults: () => faults.clear(),
    events: {
      async publish(event) {
        if (!relay)
          throw new Error(`${name} does not say that it publishes events, but publishes ${event.type}`);
        await database.outbox.add(traced(event));
        database.unitOfWork.afterCommit(() => relay.wake());
      },
    },
    async close() {
      await relay?.close(FLUSH_MS);
      await rpc.close(FLUSH_MS);
      await connection.close();
      await database.close();
    },
  };
}
