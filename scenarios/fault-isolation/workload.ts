import { shopWorkload } from '../shop/shop-workload.ts';

export { observe } from '../shop/shop-workload.ts';

/**
 * All of the shop, with enough requests for each faulty context that a fault of some seconds meets some, and enough that do without:
 * of 20 there are 17 that do not need recommendations, 9 that do not need the catalog, 14 that do not need payments. Orders are few, because
 * all of them are asked for again after each fault.
 */
export const { setUp, request, check } = shopWorkload({
  browse: 3,
  product: 3,
  recommendations: 3,
  overview: 3,
  'my-orders': 5,
  'place-order': 2,
  'cancel-order': 1,
});
