import { shopWorkload } from '../shop/shop-workload.ts';

export { observe } from '../shop/shop-workload.ts';

/** What reads and writes the stock: a product's page shows how many there are, an order takes them, a cancellation gives them back. */
export const { setUp, request, check } = shopWorkload({
  product: 6,
  'place-order': 4,
  'cancel-order': 2,
});
