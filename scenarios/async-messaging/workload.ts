import type { PlannedRequest } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { type ShoppingData, shopWorkload } from '../shop/shop-workload.ts';

/** Orders alone, of which an accepted one answers 202. The probe looks at the books, because most orders are its own. */
const shop = shopWorkload({ 'place-order': 1 });

export const { setUp } = shop;

export const request = (data: ShoppingData, iteration: number, chance: Chance): PlannedRequest => ({
  ...shop.request(data, iteration, chance),
  expect: [201, 202],
});
