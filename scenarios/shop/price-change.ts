import type { PlannedRequest } from '@lab/lab/scenario/workload';

/** @param staff token of who may @param amount minor units */
export const priceChange = (staff: string, sku: string, amount: number): PlannedRequest => ({
  ...{ endpoint: 'change-price', method: 'PUT', path: `/products/${sku}/price`, expect: [200] },
  headers: { authorization: `Bearer ${staff}`, 'content-type': 'application/json' },
  body: JSON.stringify({ amount, currency: 'EUR' }),
});
