import { shopWorkload } from '../shop/shop-workload.ts';

/** Reads outnumber writes as in a shop, but less so, as the rarest endpoint decides how long a trial must be. */
export const { setUp, request, check } = shopWorkload({
  browse: 4,
  product: 4,
  recommendations: 3,
  overview: 3,
  'place-order': 4,
  'cancel-order': 2,
});
