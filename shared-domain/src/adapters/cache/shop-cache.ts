import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Catalog } from '../../catalog/catalog.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import type { Subscription } from '../../kernel/events.ts';
import type { Recommendations } from '../../recommendations/recommendations.ts';
import { showCache } from '../http/observability/cache-counts.ts';
import { CACHE_EVENTS, CACHE_SUBSCRIBER, type CacheSettings, hearsOfChanges } from './cache-settings.ts';
import { cachedCatalog, productKey } from './cached-catalog.ts';
import { cachedRecommendations } from './cached-recommendations.ts';
import { openCache } from './open-cache.ts';
import { noCounts, ReadThrough } from './read-through.ts';

/**
 * The cache of a deployment's edge: of what pages show, and never of what is decided. Orders are priced by the catalog itself, and stock and
 * wallets are not kept at all (ADR 67).
 */
export interface ShopCache {
  /** The contexts as pages are to use them. */
  catalog(origin: Catalog): Catalog;
  recommendations(origin: Recommendations): Recommendations;
  /** By which it hears of changes; undefined where copies only expire. */
  readonly subscription: Subscription | undefined;
  close(): Promise<void>;
}

/** @returns undefined where the settings choose none */
export async function openShopCache(
  settings: CacheSettings,
  registry: Registry,
  logger: Logger,
): Promise<ShopCache | undefined> {
  const cache = await openCache(settings, logger);
  if (cache === undefined) return undefined;
  const { CACHE_INVALIDATION: invalidation, CACHE_REFRESH: refresh, CACHE_TTL_MS: ttlMs } = settings;
  const counts = noCounts();
  showCache(registry, counts);
  const through = new ReadThrough({ cache, refresh, counts });
  const hears = hearsOfChanges(settings);
  return {
    catalog: (origin) => {
      const cached = cachedCatalog(origin, through, ttlMs);
      if (invalidation === 'events') return cached;
      // The answer to a change does not wait for the copy: an event ends that, or its time does.
      return { ...cached, changePrice: (command) => origin.changePrice(command) };
    },
    recommendations: (origin) => cachedRecommendations(origin, through, ttlMs),
    subscription: hears ? subscriptionOf(through) : undefined,
    close: () => cache.close(),
  };
}

/** Delivered again until the copy is gone: a change may have committed though nobody was there to hear the catalog's answer. */
const subscriptionOf = (through: ReadThrough): Subscription => ({
  subscriber: CACHE_SUBSCRIBER,
  types: CACHE_EVENTS,
  async apply(event) {
    if (event.type !== 'product.price-changed') return;
    await through.forget([productKey(event.data.sku)]).catch((cause: unknown) => {
      throw new DependencyFailure('cache', 'unavailable', 'a copy could not be forgotten yet', { cause });
    });
  },
});
