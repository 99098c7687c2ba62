import { expect, it } from 'vitest';
import { openMemoryCache } from '../cache/memory-cache.ts';
import { cacheSuite } from './cache-suite.ts';

cacheSuite('a cache in memory', async () => openMemoryCache(1_000));

it('a cache in memory forgets what was not used for longest when it is full', async () => {
  const cache = openMemoryCache(3);
  for (const key of ['a', 'b', 'c']) {
    const [found] = await cache.get([key]);
    await cache.set(key, key, 60_000, found?.token ?? '');
  }
  await cache.get(['a']);
  await cache.get(['d']);
  const values = (await cache.get(['a', 'c', 'b'])).map(({ value }) => value);
  expect(values).toEqual(['a', 'c', undefined]);
});
