import { shopWorkload } from '../shop/shop-workload.ts';

/**
 * The warm-up: orders alone, so that the locks are warm. Its products are well stocked, and the probe sells others. Nothing checks the books: the
 * probe's own orders are none of this load's, and it checks the stock that it sells.
 */
export const { setUp, request } = shopWorkload({ 'place-order': 1 });
