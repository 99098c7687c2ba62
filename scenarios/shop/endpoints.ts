import type { Endpoint } from '@lab/lab/scenario/scenario';

/** Only asked where a load needs requests that touch one context alone. */
export const MY_ORDERS: Endpoint = { id: 'my-orders', title: 'my orders', hops: 1, calls: 1 };

/** What customers ask of the shop, and what each costs in calls between services. */
export const endpoints: readonly Endpoint[] = [
  { id: 'browse', title: 'browse products', hops: 1, calls: 1 },
  { id: 'product', title: 'look at a product', hops: 1, calls: 2 },
  { id: 'recommendations', title: 'recommendations', hops: 2, calls: 3 },
  { id: 'overview', title: 'my overview', hops: 2, calls: 5 },
  { id: 'cancel-order', title: 'cancel an order', hops: 3, calls: 3 },
  { id: 'place-order', title: 'place an order', hops: 5, calls: 5 },
];
