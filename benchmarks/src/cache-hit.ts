import { guarded } from '@lab/shared-domain/adapters/cache/guarded-cache';
import { openMemcachedCache } from '@lab/shared-domain/adapters/cache/memcached-cache';
import { type CacheCounts, noCounts, ReadThrough } from '@lab/shared-domain/adapters/cache/read-through';
import { openRedisCache } from '@lab/shared-domain/adapters/cache/redis-cache';
import { USUAL_GUARD } from '@lab/shared-domain/adapters/circuit-breaker';
import type { Cache } from '@lab/shared-domain/kernel/cache';
import { createClient } from '@redis/client';
import { bareMemcached } from './bare-memcached.ts';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { FIGURES } from './selection.ts';

/** Lookups under way at any time, as of some pages that are made at once. */
const IN_FLIGHT = 16;
const HOUR_MS = 3_600_000;
const PATIENCE_MS = 10_000;
const KEY = 'product:SKU-00001';
const PRODUCT = {
  sku: 'SKU-00001',
  name: 'Green tea, loose leaf, 250 g',
  description: 'Pan-fired in spring. Infuse for two minutes at 80 °C, up to three times.',
  category: 'tea',
  price: { amount: 1_290, currency: 'EUR' },
};
const troubleOnly = (error: unknown) => process.emitWarning(String(error));

/** A client of a server's own, as one would use it without us: it asks for a text, and makes an object of it. */
interface Bare {
  set(key: string, text: string): Promise<unknown>;
  get(key: string): Promise<string | null>;
  close(): void;
}

interface Contestants {
  readonly id: string;
  readonly server: string;
  readonly open: (url: string, prefix: string) => Cache;
  readonly bare: (url: string) => Promise<Bare>;
}

/** By the component whose server is used. */
const CACHES = {
  redis: {
    id: FIGURES.redisHit,
    server: 'Redis',
    open: (url, prefix) => openRedisCache({ url, prefix, onTrouble: troubleOnly }),
    bare: async (url) => {
      const client = createClient({ url, disableClientInfo: true });
      client.on('error', troubleOnly);
      await client.connect();
      return {
        set: (key, text) => client.set(key, text),
        get: (key) => client.get(key),
        close: () => client.destroy(),
      };
    },
  },
  memcached: {
    id: FIGURES.memcachedHit,
    server: 'Memcached',
    open: (url, prefix) => openMemcachedCache({ url, prefix, onTrouble: troubleOnly }),
    bare: bareMemcached,
  },
} as const satisfies Record<string, Contestants>;

export type CacheServerId = keyof typeof CACHES;
export const CACHE_FIGURES = Object.entries(CACHES).map(([server, { id }]) => ({
  server: server as CacheServerId,
  id,
}));

/** A product that is in the cache, read as pages read it, beside the client alone. */
export function cacheHit(of: CacheServerId, url: string, prefix: string): Benchmark {
  const { id, server, open, bare: openBare } = CACHES[of];
  return {
    id,
    counted: 'hits',
    target: 0.8,
    meaning: `what deadline, circuit breaker, leases and counting leave of the speed of a bare client of ${server}, ${IN_FLIGHT} at a time`,
    async open() {
      const cache = open(url, prefix);
      const bare = await openBare(url);
      const counts = noCounts();
      const through = new ReadThrough({
        // A breaker that opened on a busy machine would answer faster than any server.
        cache: guarded(cache, { ...USUAL_GUARD, deadlineMs: PATIENCE_MS }, () => undefined),
        refresh: 'single-flight',
        counts,
      });
      let filled = false;
      const hit = () =>
        through.read([KEY], HOUR_MS, async () => {
          if (filled) throw new Error(`${server} has forgotten the product`);
          return new Map([[KEY, PRODUCT]]);
        });
      await bare.set(`${prefix}bare`, JSON.stringify(PRODUCT));
      await untilHit(hit, counts);
      filled = true;
      return {
        layered: (ms) => closedLoop(hit, { inFlight: IN_FLIGHT, ms }),
        bare: (ms) =>
          closedLoop(async () => JSON.parse((await bare.get(`${prefix}bare`)) ?? 'null') as unknown, {
            inFlight: IN_FLIGHT,
            ms,
          }),
        async close() {
          await cache.close();
          bare.close();
        },
      };
    },
  };
}

/** The connection comes by itself, and readers do not wait until a value is kept. @throws when it has not come in ten seconds */
async function untilHit(hit: () => Promise<unknown>, counts: Readonly<CacheCounts>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (counts.hits === 0) {
    if (performance.now() >= giveUpAt) throw new Error('nothing is kept in the cache');
    await hit();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
