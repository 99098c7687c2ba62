import type { HttpResponse, PlannedRequest, SetUpPlan, Step } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { answered, get } from '../shop/http.ts';
import { slotAt } from '../shop/mix.ts';
import { requestAt } from '../shop/requests.ts';
import { type ShoppingData, shopWorkload } from '../shop/shop-workload.ts';
import { drawRank, zipfShares } from './zipf.ts';

/** Pages that a cache can serve, wholly or in part. */
const MIX = { browse: 3, product: 4, recommendations: 3 };
/** In the middle of what was measured of the web. */
const EXPONENT = 0.75;
/** Every so many products, one that only the probe asks for: nobody has a copy of it before. */
const APART = 5;

/** All of it is JSON. */
export interface PopularData extends ShoppingData {
  readonly staff: string;
  /** Products by their popularity, the most popular one first. */
  readonly popular: readonly string[];
  readonly shares: readonly number[];
  /** Products that the load does not ask for. */
  readonly apart: readonly string[];
}

const shop = shopWorkload(MIX);

export const { check } = shop;

export function* setUp(plan: SetUpPlan): Generator<readonly Step[], PopularData, readonly HttpResponse[]> {
  const data = yield* shop.setUp(plan);
  const [session] = yield [
    {
      ...{ method: 'POST' as const, path: '/sessions', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ email: 'staff@shop.example', password: 'correct-horse-battery' }),
    },
  ];
  const staff = answered<{ token: string }>(session, 201).token;
  const isApart = (index: number) => index % APART === 0;
  const loaded = data.skus.filter((_, index) => !isApart(index));
  return {
    ...data,
    staff,
    // Popularity has nothing to do with the place in the catalog.
    popular: plan.chance.shuffled(loaded, 0),
    shares: zipfShares(loaded.length, EXPONENT),
    apart: data.skus.filter((_, index) => isApart(index)),
  };
}

/** Products and what goes with them are drawn by popularity, pages of the list evenly: there are few of them. */
export function request(data: PopularData, iteration: number, chance: Chance): PlannedRequest {
  const slot = slotAt(MIX, iteration, chance);
  if (slot.endpoint === 'browse') return requestAt(data, slot, iteration, chance);
  const sku = data.popular[drawRank(data.shares, chance.at(iteration))] ?? '';
  const path = slot.endpoint === 'product' ? `/products/${sku}` : `/products/${sku}/recommendations`;
  return { ...get(path), endpoint: slot.endpoint, expect: [200] };
}
