import type { Endpoint } from '@lab/lab/scenario/scenario';

/** Only asked where a load needs requests that touch one context alone. */
export const MY_ORDERS: Endpoint = { id: 'my-orders', title: 'my orders', hops: 1, calls: 1 };

/** Only asked where a load needs large answers. */
export const LARGE_PAGE: Endpoint = {
  id: 'large-page',
  title: 'a page of 100 products',
  hops: 1,
  calls: 1,
};

/** What customers ask of the shop, and how many calls between services each waits for: `lab/test/traced-requests.test.ts` counts them. */
export const endpoints: readonly Endpoint[] = [
  { id: 'browse', title: 'browse products', hops: 1, calls: 1 },
  { id: 'product', title: 'look at a product', hops: 1, calls: 2 },
  { id: 'recommendations', title: 'recommendations', hops: 2, calls: 2 },
  { id: 'overview', title: 'my overview', hops: 2, calls: 5 },
  { id: 'cancel-order', title: 'cancel an order', hops: 3, calls: 3 },
  { id: 'place-order', title: 'place an order', hops: 4, calls: 4 },
];
