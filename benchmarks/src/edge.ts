import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { startInMemoryShop } from '@lab/acceptance/in-memory-shop';
import { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { pino } from 'pino';
import type { Benchmark } from './benchmark.ts';
import { startBareEdge } from './edge-bare.ts';
import { CUSTOMERS, SEED, wish } from './example-orders.ts';
import { forkHttpLoad } from './http-load.ts';
import { requestsOf } from './load-requests.ts';
import { FIGURES } from './selection.ts';

const SECRET = 'a secret of no consequence';

/** One endpoint of the shop's API with all that surrounds it, and a handler of bare Express that has the same duties. */
export function edge(runId: string): Benchmark {
  return {
    id: FIGURES.edge,
    counted: 'requests',
    target: 0.6,
    meaning:
      'what our edge on Nest leaves of the speed of an Express handler that checks the token, validates the query, writes a log line and counts the request too; security headers, correlation, deadlines and timings are on our side alone',
    async open() {
      const sink = createWriteStream(devNull);
      const logger = pino(sink);
      const shop = await startInMemoryShop({ jwtSecret: SECRET, seed: SEED, logger });
      const pages = await pagesOf(shop.url);
      const bare = await startBareEdge(pages, new Tokens(SECRET), logger);
      const load = forkHttpLoad(runId);
      const order = { request: 'orders-page', secret: SECRET } as const;
      return {
        layered: (ms) => load.run({ ...order, url: shop.url, ms }),
        bare: (ms) => load.run({ ...order, url: bare.url, ms }),
        async close() {
          await load.end();
          await bare.stop();
          await shop.stop();
          sink.end();
        },
      };
    },
  };
}

/** What our edge answers each customer, by customer id. */
async function pagesOf(url: string): Promise<Map<string, unknown>> {
  const pages = new Map<string, unknown>();
  const nth = requestsOf(SECRET)['orders-page'];
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const { path, headers = {} } = nth(n);
    const answer = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`${url}${path} answered ${answer.status}`);
    pages.set(wish(n).customerId, await answer.json());
  }
  return pages;
}
