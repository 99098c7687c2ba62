import { shopWorkload } from '../shop/shop-workload.ts';

/** Every context has about as much to do as the next one. */
export const { setUp, request, check } = shopWorkload({
  recommendations: 2,
  browse: 5,
  product: 5,
  overview: 3,
  'place-order': 5,
});
