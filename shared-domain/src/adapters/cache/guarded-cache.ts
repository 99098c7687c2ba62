import type { Cache } from '../../kernel/cache.ts';
import { circuitBreaker, type Guard, type Watcher } from '../circuit-breaker.ts';

/**
 * A cache that costs its callers some milliseconds at most when its server hangs, and nothing while that is known.
 *
 * A value that the server sets only after it was given up is refused by its token if it is old by then.
 *
 * @param onChange told when the cache is given up, and when it is used again
 */
export function guarded(cache: Cache, guard: Guard, onChange: Watcher['onChange']): Cache {
  const ask = circuitBreaker('the cache', guard, { onChange, reconnect: () => cache.reconnect?.() });
  return {
    get: (keys) => ask(() => cache.get(keys)),
    set: (key, value, ttlMs, token) => ask(() => cache.set(key, value, ttlMs, token)),
    delete: (key) => ask(() => cache.delete(key)),
    close: () => cache.close(),
  };
}
