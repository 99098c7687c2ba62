import { shopWorkload } from '../shop/shop-workload.ts';

/** All of the shop, with enough requests for the faulty context that a fault of some seconds meets some. */
export const { setUp, request, check } = shopWorkload({
  browse: 4,
  product: 4,
  recommendations: 4,
  overview: 3,
  'place-order': 4,
  'cancel-order': 1,
});
