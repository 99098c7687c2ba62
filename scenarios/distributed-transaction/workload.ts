import type { Exchange, Json } from '@lab/lab/scenario/workload';
import { observe as ordersIn, shopWorkload } from '../shop/shop-workload.ts';

/**
 * Orders that succeed, orders that are taken back (the wallet says no when the stock is reserved already), orders that are refused at once
 * (of two products one is sold out), cancellations, and a reader. Each kind has at least twenty requests in the calm of `quick`.
 */
export const { setUp, request, check } = shopWorkload({
  'place-order': 4,
  'declined-order': 3,
  'short-order': 2,
  'cancel-order': 2,
  'my-orders': 4,
});

/** What a customer is told of an order; and whether a reader saw one in between: begun, and neither confirmed nor rejected. */
export function observe(data: unknown, exchanges: readonly Exchange[]): Json | undefined {
  const newest = exchanges.at(-1);
  if (newest?.request.endpoint !== 'my-orders') return ordersIn(data, exchanges);
  const { items } = JSON.parse(newest.response.body) as { items: readonly { readonly status: string }[] };
  return { inBetween: items.some(({ status }) => status === 'pending') };
}
