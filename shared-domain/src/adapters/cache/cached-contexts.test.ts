import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Catalog, Product } from '../../catalog/catalog.ts';
import { LocalEvents } from '../../kernel/local-events.ts';
import { euros } from '../../kernel/money.ts';
import { toPage } from '../../kernel/page.ts';
import { ok } from '../../kernel/result.ts';
import type { Recommendations } from '../../recommendations/recommendations.ts';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { type CacheSettings, cacheSettings } from './cache-settings.ts';
import { openShopCache } from './shop-cache.ts';

const product = (sku: string, category = 'tea'): Product => ({
  ...{ sku, category, name: sku, description: 'Infuse for 4 minutes' },
  price: euros(500),
});
const settings = (more: Record<string, string>): CacheSettings =>
  z.object(cacheSettings).parse({ CACHE: 'memory', ...more });

async function openShop(more: Record<string, string> = {}) {
  const database = createMemoryDatabase();
  const { stores, unitOfWork, versions } = database;
  await stores.catalog.addAll(['a', 'b', 'c'].map((sku) => product(sku)));
  const events = new LocalEvents({ ...database, onFailure: () => undefined });
  const asked: string[] = [];
  const owner: Catalog = {
    async find({ skus }) {
      asked.push(`find ${skus.join()}`);
      return stores.catalog.find(skus);
    },
    async list({ category, cursor, limit }) {
      asked.push('list');
      const rows = await stores.catalog.list({ category, after: cursor, limit: limit + 1 });
      return toPage(rows, limit, ({ sku }) => sku);
    },
    changePrice: ({ sku, price }) =>
      unitOfWork.write(async () => {
        await stores.catalog.setPrice(sku, price);
        const version = await versions.next();
        await events.publish({
          ...{ id: `price:${version}`, type: 'product.price-changed', occurredAt: '2026-11-30T12:00:00Z' },
          data: { sku, price, version },
        });
        return ok({ ...product(sku), price });
      }),
  };
  const registry = new Registry();
  const cache = await openShopCache(settings(more), registry, pino({ level: 'silent' }));
  if (!cache) throw new Error('no cache was opened');
  if (cache.subscription) events.subscribe(cache.subscription);
  return { owner, catalog: cache.catalog(owner), cache, events, asked, registry };
}

const priceOf = async ({ catalog }: Awaited<ReturnType<typeof openShop>>, sku: string) =>
  (await catalog.find({ skus: [sku] }))[0]?.price;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the catalog as pages show it', () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  beforeEach(async () => {
    shop = await openShop();
  });

  it('asks the catalog once for each product, whoever asks for it together with what', async () => {
    const { catalog, asked } = shop;
    const found = async (...skus: string[]) =>
      (await catalog.find({ skus })).map(({ sku }) => sku).toSorted();
    expect(await found('a', 'b', 'a', 'nonsense')).toEqual(['a', 'b']);
    await settled();
    expect(await found('b', 'c')).toEqual(['b', 'c']);
    await settled();
    expect(await found('c', 'a')).toEqual(['a', 'c']);
    expect(await found()).toEqual([]);
    expect(asked).toEqual(['find a,b,nonsense', 'find c']);
  });

  it('keeps pages and products apart, so that a page shows a new price', async () => {
    const { catalog, asked } = shop;
    const page = () => catalog.list({ category: 'tea', limit: 2 });
    const first = await page();
    await settled();
    expect(await page()).toEqual(first);
    await settled();
    expect(await page()).toEqual(first);
    expect(asked).toEqual(['list', 'find a,b']);
    await catalog.changePrice({ sku: 'b', price: euros(7) });
    expect((await page()).items.map(({ price }) => price)).toEqual([euros(500), euros(7)]);
    expect((await catalog.list({ category: 'tea', limit: 2, cursor: 'b' })).items).toEqual([product('c')]);
    expect((await catalog.list({ category: 'coffee', limit: 2 })).items).toEqual([]);
  });

  it('shows a price that was changed through it at once, and one that was changed elsewhere when the event has come', async () => {
    expect(await priceOf(shop, 'a')).toEqual(euros(500));
    await settled();
    await shop.catalog.changePrice({ sku: 'a', price: euros(1) });
    expect(await priceOf(shop, 'a')).toEqual(euros(1));
    await settled();
    await shop.owner.changePrice({ sku: 'a', price: euros(2) });
    await shop.events.replay();
    await shop.events.stop();
    expect(await priceOf(shop, 'a')).toEqual(euros(2));
  });

  it('shows among the metrics what has come of its lookups', async () => {
    await priceOf(shop, 'a');
    await settled();
    await priceOf(shop, 'a');
    const page = await shop.registry.metrics();
    for (const line of ['{what="hits"} 1', '{what="misses"} 1', '{what="loads"} 1'])
      expect(page).toContain(`shop_cache_keys_total${line}`);
  });

  it('shows the old price until the event has come where that alone ends copies', async () => {
    const quiet = pino({ level: 'silent' });
    // Beside the shop: nobody brings this cache the shop's events, so the event comes when the test says so.
    const cache = await openShopCache(
      settings({ CACHE_INVALIDATION: 'events-alone' }),
      new Registry(),
      quiet,
    );
    if (!cache?.subscription) throw new Error('the cache hears of nothing');
    const catalog = cache.catalog(shop.owner);
    const price = async () => (await catalog.find({ skus: ['a'] }))[0]?.price;
    expect(await price()).toEqual(euros(500));
    await settled();
    await catalog.changePrice({ sku: 'a', price: euros(1) });
    expect(await price()).toEqual(euros(500));
    await cache.subscription.apply({
      ...{ id: 'price:1', type: 'product.price-changed', occurredAt: '2026-11-30T12:00:00Z' },
      data: { sku: 'a', price: euros(1), version: 1 },
    });
    expect(await price()).toEqual(euros(1));
  });

  it('is told of nothing where copies only expire', async () => {
    const deaf = await openShop({ CACHE_INVALIDATION: 'ttl' });
    expect(deaf.cache.subscription).toBeUndefined();
    await priceOf(deaf, 'a');
    await settled();
    await deaf.catalog.changePrice({ sku: 'a', price: euros(1) });
    expect(await priceOf(deaf, 'a')).toEqual(euros(500));
  });
});

it('keeps its keys apart from those of others by default', () => {
  expect(settings({})).toMatchObject({ REDIS_PREFIX: 'shop.', MEMCACHED_PREFIX: 'shop.' });
});

describe('recommendations as pages show them', () => {
  it('ask for as many as are shown, and keep a list of each length', async () => {
    const asked: string[] = [];
    const origin: Recommendations = {
      async forProduct({ sku, limit }) {
        asked.push(`${sku} ${limit}`);
        return Array.from({ length: limit }, (_, i) => ({ sku: `with-${i}`, score: 1 / (i + 1) }));
      },
      forCustomer: async ({ customerId }) => {
        asked.push(customerId);
        return [];
      },
      baskets: async () => [],
    };
    const { cache } = await openShop();
    const shown = cache.recommendations(origin);
    for (const limit of [20, 2, 20, 2]) {
      expect(await shown.forProduct({ sku: 'a', limit })).toHaveLength(limit);
      await settled();
    }
    for (let times = 0; times < 2; times += 1) await shown.forCustomer({ customerId: 'c-1', limit: 5 });
    expect(asked).toEqual(['a 20', 'a 2', 'c-1', 'c-1']);
  });
});
