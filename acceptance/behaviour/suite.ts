import { afterAll, beforeAll, describe } from 'vitest';
import { bookkeeping } from './bookkeeping.ts';
import { cancelling } from './cancelling.ts';
import { concurrency } from './concurrency.ts';
import type { Deployment } from './deployment.ts';
import { documentation, observedStatuses } from './documentation.ts';
import { hostileBodies } from './hostile-bodies.ts';
import { hostilePaths } from './hostile-paths.ts';
import { idempotency } from './idempotency.ts';
import { operations } from './operations.ts';
import { overview } from './overview.ts';
import { placingOrders } from './placing-orders.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { protocol } from './protocol.ts';
import { readingOrders } from './reading-orders.ts';
import { recommending } from './recommending.ts';
import { sessions } from './sessions.ts';
import { Shop } from './shop.ts';
import { signInFlood } from './sign-in-flood.ts';
import { timings } from './timings.ts';

/** Everything the HTTP contract promises, tried over real HTTP against one deployment. */
export function behaviourSuite(name: string, deployment: Deployment): void {
  describe(name, () => {
    let running: Shop | undefined;
    const shop = (): Shop => {
      if (!running) throw new Error(`${name} did not start`);
      return running;
    };
    beforeAll(async () => {
      running = new Shop(await deployment.start(), deployment.differences ?? []);
    });
    afterAll(() => running?.close());

    for (const topic of [
      documentation,
      operations,
      sessions,
      signInFlood,
      products,
      prices,
      placingOrders,
      readingOrders,
      idempotency,
      cancelling,
      overview,
      bookkeeping,
      recommending,
      concurrency,
      timings,
      protocol,
      hostileBodies,
      hostilePaths,
      observedStatuses,
    ]) {
      topic(shop);
    }
  });
}
