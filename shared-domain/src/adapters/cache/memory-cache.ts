import { LRUCache } from 'lru-cache';
import { type Cache, LEASE_MS } from '../../kernel/cache.ts';

interface Entry {
  readonly token: string;
  /** Undefined while somebody is to fill it. */
  readonly value: unknown;
}

/** A cache of this process's own. Values stay as they are: nothing is written and read again. @param max of the keys: beyond, the least recently used one is forgotten */
export function openMemoryCache(max: number): Cache {
  const entries = new LRUCache<string, Entry>({ max });
  let count = 0;
  const next = () => String(++count);
  return {
    async get(keys) {
      return keys.map((key) => {
        const entry = entries.get(key);
        if (entry === undefined) {
          const token = next();
          entries.set(key, { token, value: undefined }, { ttl: LEASE_MS });
          return { value: undefined, token };
        }
        return entry.value === undefined ? { value: undefined, token: undefined } : entry;
      });
    },
    async set(key, value, ttlMs, token) {
      if (entries.get(key)?.token !== token) return false;
      entries.set(key, { token: next(), value }, { ttl: ttlMs });
      return true;
    },
    async delete(key) {
      entries.delete(key);
    },
    async close() {
      entries.clear();
    },
  };
}
