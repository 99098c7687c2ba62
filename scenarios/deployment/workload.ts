import type { Mix } from '../shop/mix.ts';
import { shopWorkload } from '../shop/shop-workload.ts';

/** Pages that show the wallet, and orders, which are paid from it. */
export const NEEDS_PAYMENTS: readonly string[] = ['overview', 'place-order'];

/** Not quite half of it needs the payments. */
export const MIX: Mix = {
  ...{ browse: 3, product: 3, recommendations: 2, 'my-orders': 2 },
  ...{ overview: 4, 'place-order': 4 },
};

/** The probe reads the books, as it places orders as well. */
const shop = shopWorkload(MIX);

export const { setUp, request } = shop;
