import type { HttpResponse, SetUpPlan, Step } from '@lab/lab/scenario/workload';
import { answered, get } from '../shop/http.ts';
import { type ShoppingData, shopWorkload } from '../shop/shop-workload.ts';

/** Many look at products, and few buy. In most shops fewer do, but then a trial has too few orders to judge. */
const shop = shopWorkload({ product: 6, 'place-order': 1 });

/** A product of which only the probe changes price and stock. */
export interface Watched {
  readonly sku: string;
  /** Before the probe, minor units. */
  readonly amount: number;
  readonly available: number;
}

/** What the probe needs besides what the load does. All of it is JSON. */
export interface ReadersData extends ShoppingData {
  /** Token of a customer whom the load does not know. */
  readonly buyer: string;
  readonly watched: readonly Watched[];
}

/** How many products the probe watches, each for one kind of reader at a time. */
export const WATCHED = 12;
/** Cheap, and enough of them for all that the probe buys. */
const MOST_AMOUNT = 10_000;
const LEAST_STOCK = 200;
const CANDIDATES = 100;

export const { request, check } = shop;

export function* setUp(plan: SetUpPlan): Generator<readonly Step[], ReadersData, readonly HttpResponse[]> {
  const data = yield* shop.setUp(plan);
  const [session] = yield [
    {
      method: 'POST',
      path: '/sessions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'customer-020@shop.example', password: 'correct-horse-battery' }),
    },
  ];
  const buyer = answered<{ token: string }>(session, 201).token;
  const others = data.skus.filter((sku) => !data.wellStocked.includes(sku));
  const every = Math.max(1, Math.floor(others.length / CANDIDATES));
  const details = yield others
    .filter((_, index) => index % every === 0)
    .map((sku) => get(`/products/${sku}`));
  const watched = details
    .map((detail) => answered<{ sku: string; available: number; price: { amount: number } }>(detail, 200))
    .filter(({ available, price }) => available >= LEAST_STOCK && price.amount <= MOST_AMOUNT)
    .slice(0, WATCHED)
    .map(({ sku, available, price }) => ({ sku, available, amount: price.amount }));
  if (watched.length < WATCHED) throw new Error(`only ${watched.length} products are cheap and well stocked`);
  return { ...data, buyer, watched };
}
