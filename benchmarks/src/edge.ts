import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { startInMemoryShop } from '@lab/acceptance/in-memory-shop';
import { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { generateCustomers } from '@lab/shared-domain/seed/people';
import { pino } from 'pino';
import type { Benchmark } from './benchmark.ts';
import { startBareEdge } from './edge-bare.ts';
import { forkEdgeLoad } from './edge-load.ts';
import { SEED } from './example-orders.ts';
import { FIGURES } from './selection.ts';

const PATH = '/orders?limit=5';
const CUSTOMERS = Array.from({ length: 20 }, (_, index) => index + 1);
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
      const tokens = new Tokens(SECRET);
      const customers = generateCustomers(SEED, CUSTOMERS);
      const order = { path: PATH, tokens: customers.map((customer) => tokens.issue(customer).token) };
      const sink = createWriteStream(devNull);
      const logger = pino(sink);
      const shop = await startInMemoryShop({ jwtSecret: SECRET, seed: SEED, logger });
      const answers = await Promise.all(order.tokens.map((token) => answerOf(`${shop.url}${PATH}`, token)));
      const pages = new Map(customers.map(({ id }, index) => [id, answers[index]]));
      const bare = await startBareEdge(pages, tokens, logger);
      const load = forkEdgeLoad(runId);
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

async function answerOf(url: string, token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}
