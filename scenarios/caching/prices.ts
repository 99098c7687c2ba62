import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { get } from '../shop/http.ts';

export const productPage = (sku: string): PlannedRequest => ({
  ...get(`/products/${sku}`),
  ...{ endpoint: 'product', expect: [200] },
});

/** Minor units. @param body of a product's page */
export const priceIn = (body: string): number =>
  (JSON.parse(body) as { price: { amount: number } }).price.amount;
