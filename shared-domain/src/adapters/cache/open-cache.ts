import type { Logger } from 'pino';
import type { Cache } from '../../kernel/cache.ts';
import { USUAL_GUARD } from '../circuit-breaker.ts';
import type { CacheServer } from './cache-server.ts';
import type { CacheSettings } from './cache-settings.ts';
import { guarded } from './guarded-cache.ts';

/**
 * What there is to choose from, a file each. Only the one that is used is loaded. It is a module outside of the program's bundle, with its own
 * copies of what it imports.
 */
const CACHES: Readonly<
  Record<Exclude<CacheSettings['CACHE'], 'none'>, (settings: CacheSettings, logger: Logger) => Promise<Cache>>
> = {
  // It is never out of reach.
  memory: async ({ CACHE_KEYS }) => (await import('./memory-cache.ts')).openMemoryCache(CACHE_KEYS),
  redis: async ({ REDIS_URL: url, REDIS_PREFIX: prefix }, logger) =>
    served('Redis', { url, prefix }, logger, (await import('./redis-cache.ts')).openRedisCache),
  memcached: async ({ MEMCACHED_URL: url, MEMCACHED_PREFIX: prefix }, logger) =>
    served('Memcached', { url, prefix }, logger, (await import('./memcached-cache.ts')).openMemcachedCache),
};

/** Opens the cache that the settings choose; undefined for none. Its server need not be there. */
export const openCache = async (settings: CacheSettings, logger: Logger): Promise<Cache | undefined> =>
  settings.CACHE === 'none' ? undefined : CACHES[settings.CACHE](settings, logger);

function served(
  name: string,
  at: Omit<CacheServer, 'onTrouble'>,
  logger: Logger,
  open: (server: CacheServer) => Cache,
): Cache {
  // A connection that does not come is tried ten times a second: it is told where somebody looks for it.
  const onTrouble = (err: unknown) => logger.debug({ err }, `the cache in ${name} is in trouble`);
  return guarded(open({ ...at, onTrouble }), USUAL_GUARD, (used, err) => {
    if (used) logger.info(`the cache in ${name} is used again`);
    else logger.warn({ err }, `the cache in ${name} does not answer: the shop goes on without it`);
  });
}
