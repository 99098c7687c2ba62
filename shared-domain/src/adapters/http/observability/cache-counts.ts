import { Counter, type Registry } from 'prom-client';
import type { CacheCounts } from '../../cache/read-through.ts';

/** Shows among the metrics what has come of a cache. It is read when somebody asks. The scenario about caching knows the name, too. */
export function showCache(registry: Registry, counts: Readonly<CacheCounts>): void {
  new Counter({
    name: 'shop_cache_keys_total',
    help: 'Keys that a cache was asked for, that were loaded from their origin, and that were not kept',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [what, many] of Object.entries(counts)) this.inc({ what }, many);
    },
  });
}
