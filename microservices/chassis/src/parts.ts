import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openTransport } from '@lab/messaging/open-transport';
import { openCallDuties } from '@lab/shared-domain/adapters/duties/call-duties';
import { openFaultInjection } from '@lab/shared-domain/adapters/faults/control-channel';
import type { Faults } from '@lab/shared-domain/adapters/faults/faults';
import { openFlaw } from '@lab/shared-domain/adapters/flaws/open-flaw';
import { showBacklog } from '@lab/shared-domain/adapters/http/observability/backlog';
import { showEventDelays } from '@lab/shared-domain/adapters/http/observability/event-delays';
import { createRegistry } from '@lab/shared-domain/adapters/http/observability/metrics';
import { showWork } from '@lab/shared-domain/adapters/http/observability/work-done';
import { handlersOf } from '@lab/shared-domain/adapters/messages/remote';
import {
  deadLettersOf,
  type Replicas,
  subscribersOf,
  subscribersWith,
} from '@lab/shared-domain/adapters/messages/subscribers';
import type { SubscriberDatabase, Transport } from '@lab/shared-domain/adapters/messages/transport';
import { type Offer, offerWith } from '@lab/shared-domain/adapters/offer';
import { chosenStores } from '@lab/shared-domain/adapters/persistence/chosen-stores';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { StoreTable } from '@lab/shared-domain/adapters/persistence/store-table';
import { callTimeouts } from '@lab/shared-domain/adapters/process/call-timeouts';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import { type EventPublisher, traced } from '@lab/shared-domain/kernel/events';
import { FEED_METHODS, feedOf } from '@lab/shared-domain/kernel/versions';
import type { Replica } from '@lab/shared-domain/replicas/replica';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { pruneInbox } from './pruned-inbox.ts';
import { feedName, openReplica } from './replica.ts';
import type { ServiceSettings } from './settings.ts';

/** What a process of the microservices is made of, besides what it does. */
export interface ServiceParts<C extends ContextName = ContextName> {
  readonly settings: ServiceSettings;
  readonly logger: Logger;
  /** This process among those of its service, by a name that it keeps when it is started again in its place. */
  readonly instance: string;
  readonly registry: Registry;
  readonly database: Database<C>;
  /** The same, as what applies events in it has it. */
  readonly subscriberDatabase: SubscriberDatabase;
  /** To other services. */
  readonly transport: Transport;
  /** Notes events in the ambient transaction; they leave after it has committed. */
  readonly events: EventPublisher;
  /** Whether readers keep replicas, and the one that this process keeps, where they do. */
  readonly replicas: Replicas;
  readonly replica: Replica | undefined;
  /** What the process waits for, in words for an operator, before it can do its work; empty when it is ready. */
  waitingFor(): Promise<readonly string[]>;
  /** What of that it lacks itself, whoever else is there: it takes on no requests before. A replica is no part of it: until it is complete, the owners are asked. */
  lacks(): Promise<readonly string[]>;
  /** How a context is offered to those who call it. */
  readonly offer: Offer;
  /** Faults that are injected into this process. */
  readonly faults: Pick<Faults, 'atEdge' | 'aroundWrite' | 'clear' | 'steps'>;
  /** Also ends something that a service has opened for itself, once nobody asks it any more. */
  atEnd(end: () => Promise<void>): void;
  /** Ends all of it, the transport first. */
  close(): Promise<void>;
}

interface PartsOptions<C extends ContextName> {
  readonly name: string;
  /** Whose data this process keeps. */
  readonly contexts: readonly C[];
  /** Stores in the place of the usual ones. */
  readonly stores?: Partial<StoreTable> | undefined;
  /** Whether this process publishes events, or only where somebody keeps a replica of what it owns. */
  readonly publishes?: boolean | 'for-replicas' | undefined;
  /** Whether all that it writes can be had again at the next start: its commits then need not wait for the disk. */
  readonly derived?: boolean;
  /** The longest a call to another service may take, when it is not the usual time. ms. */
  readonly callTimeoutMs?: number;
}

/** Opens the process's own database, and fills it with the example shop when the settings say so. */
export async function openOwnDatabase<C extends ContextName>(
  { name, contexts, stores }: Pick<PartsOptions<C>, 'name' | 'contexts' | 'stores'>,
  settings: Pick<ServiceSettings, 'DATA_DIR' | 'SHOP_SEED' | 'DURABILITY' | 'INVENTORY_STORE'>,
): Promise<Database<C>> {
  const { DATA_DIR, DURABILITY: durability } = settings;
  const database = await openDatabase({
    file: join(DATA_DIR, `${name}.sqlite`),
    contexts,
    durability,
    stores: { ...chosenStores(settings), ...stores },
  });
  if (settings.SHOP_SEED !== undefined) await seedDatabase(database, contexts, settings.SHOP_SEED);
  return database;
}

export async function openParts<C extends ContextName>(
  options: PartsOptions<C>,
  settings: ServiceSettings,
  logger: Logger,
): Promise<ServiceParts<C>> {
  const { name, callTimeoutMs = callTimeouts(settings).callMs } = options;
  const { REPLICAS: replicas } = settings;
  const hasReplicas = replicas === 'local';
  const publishes = options.publishes === 'for-replicas' ? hasReplicas : options.publishes;
  const durability = options.derived ? 'normal' : settings.DURABILITY;
  const own = await openOwnDatabase(options, { ...settings, DURABILITY: durability });
  const faults = openFaultInjection(settings, own, logger);
  const flaw = openFlaw(settings, logger);
  const database = flaw.database(own);
  const transport = await openTransport(settings, { name, logger, callTimeoutMs });
  const registry = createRegistry({ process: name });
  const duties = await openCallDuties(settings, registry, logger);
  const delays = hasReplicas ? showEventDelays(registry) : undefined;
  const subscribers = subscribersWith(settings);
  const outbox = faults.outbox(name, database.outbox);
  const relay =
    publishes && (await transport.events.relay(outbox, { subscribers, published: delays?.published }));
  if (relay && hasReplicas)
    await transport.serve(feedName(name), handlersOf(feedOf(database.versions), FEED_METHODS));
  const replica =
    delays && (await openReplica(name, { database, transport, applied: delays.applied, logger }));
  const heardAs = subscribersOf(name, settings);
  const letters = deadLettersOf(heardAs, transport.events);
  const pruner = pruneInbox(database.inbox, heardAs, settings, logger);
  showBacklog(registry, {
    ...(relay && { outbox: async () => (await database.outbox.count()).pending }),
    // Those that it could not apply, and what is parked of those that it was to publish.
    deadLetters: async () => (await letters.count()) + (await database.outbox.count()).parked,
  });
  showWork(registry, {
    commits: database.commits,
    messages: transport.sent,
    repeated: transport.events.repeated,
  });
  const ends: (() => Promise<void>)[] = [];
  const lacks = async (): Promise<readonly string[]> => {
    await database.ping();
    return [];
  };
  return {
    settings,
    logger,
    instance: instanceOf(name, settings.PORT),
    registry,
    database,
    subscriberDatabase: { inbox: database.inbox, unitOfWork: faults.inbox(name, database.unitOfWork) },
    transport,
    events: {
      async publish(event) {
        if (!relay)
          throw new Error(`${name} does not say that it publishes events, but publishes ${event.type}`);
        await database.outbox.add(traced(event));
        database.unitOfWork.afterCommit(() => relay.wake());
      },
    },
    replicas,
    replica,
    lacks,
    async waitingFor() {
      const missing = replica?.missing.map((part) => `a replica of the ${part}`) ?? [];
      return [...(await lacks()), ...transport.waitingFor(), ...missing];
    },
    // What goes around a context of the services, the outermost first. Deadline and serialization are the transport's.
    offer: offerWith(...duties, ...flaw.interceptors, faults.interceptor),
    faults,
    atEnd(end) {
      ends.push(end);
    },
    async close() {
      // What it still asks for ends with the transport.
      const stopped = replica?.stop();
      await transport.close();
      await stopped;
      await pruner.stop();
      for (const end of ends) await end();
      await database.close();
    },
  };
}

/** No two processes of a machine have the same port; one that takes any is never started again in the same place. */
const instanceOf = (name: string, port: number): string =>
  port === 0 ? randomUUID() : `${name}@${hostname()}:${port}`;
