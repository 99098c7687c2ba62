import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startInMemoryShop } from '@lab/acceptance/in-memory-shop';
import { sku } from '@lab/shared-domain/seed/products';
import express from 'express';
import type { Benchmark } from './benchmark.ts';
import { forkEdgeLoad } from './edge-load.ts';
import { SEED } from './example-orders.ts';
import { FIGURES } from './selection.ts';

/** Products of the small example shop. */
const SKUS = Array.from({ length: 20 }, (_, index) => sku(index + 1));
const PATHS = SKUS.map((each) => `/products/${each}`);

/** One endpoint of the shop's API with all that surrounds it, and a handler that answers the same and does nothing else. */
export function edge(runId: string): Benchmark {
  return {
    id: FIGURES.edge,
    counted: 'requests',
    target: 0.35,
    meaning:
      'what Nest and the duties of the edge (headers, correlation, metrics, access log, timings) leave of the speed of an Express handler',
    async open() {
      const shop = await startInMemoryShop({ jwtSecret: 'a secret of no consequence', seed: SEED });
      const bare = await startBareEdge(await answersOf(shop.url));
      const load = forkEdgeLoad(runId);
      return {
        layered: (ms) => load.run({ url: shop.url, paths: PATHS, ms }),
        bare: (ms) => load.run({ url: bare.url, paths: PATHS, ms }),
        async close() {
          await load.end();
          await bare.stop();
          await shop.stop();
        },
      };
    },
  };
}

async function answersOf(url: string): Promise<ReadonlyMap<string, unknown>> {
  const answers = PATHS.map(async (path, index) => {
    const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(5_000) });
    return [SKUS[index] ?? '', await answer.json()] as const;
  });
  return new Map(await Promise.all(answers));
}

async function startBareEdge(products: ReadonlyMap<string, unknown>) {
  const app = express();
  app.get('/products/:sku', (request, response) => {
    response.json(products.get(request.params.sku));
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
