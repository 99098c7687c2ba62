import { shopWorkload } from '../shop/shop-workload.ts';

/** Half of it comes with a token, which somebody has to check. The probe reads the books, as it places orders as well. */
const shop = shopWorkload({ browse: 1, recommendations: 1, overview: 1, 'place-order': 1 });

export const { setUp, request } = shop;
