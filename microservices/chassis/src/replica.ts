import { remote } from '@lab/shared-domain/adapters/messages/remote';
import type { Delay, Transport } from '@lab/shared-domain/adapters/messages/transport';
import type { Database } from '@lab/shared-domain/adapters/persistence/database';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import { CATALOG_METHODS, type Catalog } from '@lab/shared-domain/catalog/catalog';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import { FEED_METHODS, type Feed } from '@lab/shared-domain/kernel/versions';
import { Replica } from '@lab/shared-domain/replicas/replica';
import { REPLICA_EVENTS } from '@lab/shared-domain/replicas/replicas';
import type { Logger } from 'pino';

/** Under which name the owner of data answers those who keep a replica of it. */
export const feedName = (owner: string): string => `${owner}-feed`;

const isReader = (name: string): name is keyof typeof REPLICA_EVENTS => name in REPLICA_EVENTS;

/** The replica that a service keeps in its own database, subscribed and being filled; undefined for a service that keeps none. */
export async function openReplica(
  name: string,
  parts: {
    readonly database: Pick<Database<ContextName>, 'replicas' | 'unitOfWork' | 'inbox'>;
    readonly transport: Pick<Transport, 'rpc' | 'events'>;
    readonly applied: Delay;
    readonly logger: Logger;
  },
): Promise<Replica | undefined> {
  if (!isReader(name)) return undefined;
  const { database, transport, applied, logger } = parts;
  const { rpc } = transport;
  const feedOf = (owner: string) => remote<Feed>(rpc, feedName(owner), FEED_METHODS);
  const replica = new Replica({
    reader: name,
    types: REPLICA_EVENTS[name],
    store: database.replicas,
    catalog: remote<Catalog>(rpc, 'catalog', CATALOG_METHODS),
    inventory: remote<Inventory>(rpc, 'inventory', INVENTORY_METHODS),
    feeds: { catalog: feedOf('catalog'), inventory: feedOf('inventory') },
    onFailure: (err) => logger.warn({ err }, 'a snapshot for the replica could not be taken yet'),
  });
  await transport.events.subscribe(replica.subscription, database, applied);
  await replica.start();
  return replica;
}
