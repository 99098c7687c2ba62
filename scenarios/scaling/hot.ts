import { shopWorkload } from '../shop/shop-workload.ts';

/** Three requests in four ask for recommendations; the others keep every context at work. */
export const { setUp, request, check } = shopWorkload({
  recommendations: 15,
  browse: 1,
  product: 2,
  overview: 1,
  'place-order': 1,
});
