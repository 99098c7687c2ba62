import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { get } from '../shop/http.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { recommendations } from './ranking.ts';
import { WEIGHTS } from './sizes.ts';

/** So many products are sold in turns. */
export const PRODUCTS = 8;

/** What the customers of a swap need of the shop. */
export type Data = Pick<ShoppingData, 'tokens' | 'skus' | 'wellStocked'>;

/** What customers ask for: recommendations in every second request, an order in every sixth, where they are sold, and pages. */
export function shopper({ tokens, skus, wellStocked }: Data, selling: () => boolean) {
  const stocked = wellStocked.slice(0, PRODUCTS);
  const customers = tokens.slice(0, -1);
  let [made, recommended] = [0, 0];
  const next = (): PlannedRequest => {
    const turn = made;
    made += 1;
    if (turn % 2 === 0) {
      recommended += 1;
      return recommendations(skus, turn, WEIGHTS.light);
    }
    if (turn % 6 === 1 && selling())
      return order(customers[Math.floor(turn / 6) % customers.length], stocked, turn);
    const sku = skus[turn % skus.length] ?? '';
    const browses = turn % 4 === 1;
    const path = browses ? '/products' : `/products/${sku}`;
    return { ...get(path), endpoint: browses ? 'browse' : 'product', expect: [200] };
  };
  return { next, recommended: () => recommended };
}

/** Of two products, so that there is something to learn from it. */
function order(token: string | undefined, skus: readonly string[], turn: number): PlannedRequest {
  const lines = [turn, turn + 1].map((each) => ({ sku: skus[each % skus.length] ?? '', quantity: 1 }));
  return {
    ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201] },
    headers: {
      authorization: `Bearer ${token ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': `swap-${turn}`,
    },
    body: JSON.stringify({ lines }),
  };
}
