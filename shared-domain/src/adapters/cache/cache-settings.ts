import { z } from 'zod';
import type { DomainEvent } from '../../kernel/events.ts';
import { REFRESH } from './read-through.ts';

const prefix = z
  .string()
  // Memcached takes no blanks and no more than 250 characters for a whole key.
  .regex(/^[\w.-]{0,100}$/)
  // A server may have keys of its user's own, which no shop may read or replace.
  .default('shop.');

/** Settings of a cache between the pages and the contexts, and of the publishers whose events it hears. */
export const cacheSettings = {
  CACHE: z
    .enum(['none', 'memory', 'redis', 'memcached'])
    .default('none')
    .describe('where copies of products and recommendations are kept for pages'),
  CACHE_INVALIDATION: z
    .enum(['events', 'events-alone', 'ttl'])
    .default('events')
    .describe('what ends a copy of a product: a change of its price, its event alone or its time alone'),
  CACHE_REFRESH: z
    .enum(REFRESH)
    .default('single-flight')
    .describe('what keeps readers who miss the same copy from asking all at once'),
  CACHE_TTL_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(86_400_000)
    .default(60_000)
    .describe('how long a copy may be used'),
  CACHE_KEYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(10_000)
    .describe('how many copies a cache in memory keeps at most'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).default('redis://127.0.0.1:6379'),
  REDIS_PREFIX: prefix,
  MEMCACHED_URL: z.url({ protocol: /^memcached$/ }).default('memcached://127.0.0.1:11211'),
  MEMCACHED_PREFIX: prefix,
};

export type CacheSettings = z.infer<z.ZodObject<typeof cacheSettings>>;

/** The cache as a subscriber. */
export const CACHE_SUBSCRIBER = 'cache';
export const CACHE_EVENTS = ['product.price-changed'] as const satisfies readonly DomainEvent['type'][];

/** Whether a deployment's cache hears of changes. */
export const hearsOfChanges = ({
  CACHE,
  CACHE_INVALIDATION,
}: Pick<CacheSettings, 'CACHE' | 'CACHE_INVALIDATION'>): boolean =>
  CACHE !== 'none' && CACHE_INVALIDATION !== 'ttl';
