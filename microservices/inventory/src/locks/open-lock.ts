import type { ServiceParts } from '@lab/chassis/parts';
import type { Lock } from '@lab/shared-domain/kernel/lock';
import type { InventorySettings } from './settings.ts';

/** What a lock has to know of the process that opens it. */
export interface LockOptions {
  /** Of the server. */
  readonly url: string;
  /** Put before every name, so that shops can share a server. */
  readonly prefix: string;
  /** How long a holder keeps a lock of which nothing is heard. ms. */
  readonly leaseMs: number;
  /** Told of a server that is out of reach. */
  readonly onTrouble: (error: unknown) => void;
}

type Open = (options: LockOptions) => Promise<Lock>;

/**
 * What there is to choose from, a file each. Only the one that is used is loaded. It is a module outside of the program's bundle, with its own
 * copies of what it imports. So it throws plain errors, and `queued` turns them into those of the domain.
 */
const LOCKS = {
  redis: {
    at: ({ REDIS_URL, REDIS_PREFIX }) => ({ url: REDIS_URL, prefix: REDIS_PREFIX }),
    load: async () => (await import('./redis-lock.ts')).openRedisLock,
  },
  zookeeper: {
    at: ({ ZOOKEEPER_URL, ZOOKEEPER_PREFIX }) => ({ url: ZOOKEEPER_URL, prefix: ZOOKEEPER_PREFIX }),
    load: async () => (await import('./zookeeper-lock.ts')).openZookeeperLock,
  },
  consul: {
    at: ({ CONSUL_URL, CONSUL_PREFIX }) => ({ url: CONSUL_URL, prefix: CONSUL_PREFIX }),
    load: async () => (await import('./consul-lock.ts')).openConsulLock,
  },
} satisfies Record<
  string,
  {
    at: (settings: InventorySettings) => Pick<LockOptions, 'url' | 'prefix'>;
    load: () => Promise<Open>;
  }
>;

/** @throws Error when its server cannot be reached in time */
export async function openLock(
  id: keyof typeof LOCKS,
  settings: InventorySettings,
  logger: Pick<ServiceParts['logger'], 'warn'>,
): Promise<Lock> {
  const { at, load } = LOCKS[id];
  const open = await load();
  const onTrouble = (error: unknown) =>
    logger.warn({ err: error }, `the server of the lock (${id}) is in trouble`);
  return open({ ...at(settings), leaseMs: settings.LOCK_LEASE_MS, onTrouble });
}
