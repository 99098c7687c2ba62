import type { PlannedRequest } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { type ShoppingData, shopWorkload } from '../shop/shop-workload.ts';
import { WEIGHTS } from './sizes.ts';

/** The probe reads the books, as it places orders as well. */
const shop = shopWorkload({ browse: 2, product: 6, recommendations: 1, 'place-order': 2 });

export const { setUp } = shop;

/** Recommendations are light ones: a stack that ranks slowly bears them, too. */
export function request(data: ShoppingData, iteration: number, chance: Chance): PlannedRequest {
  const planned = shop.request(data, iteration, chance);
  return planned.endpoint === 'recommendations'
    ? { ...planned, path: `${planned.path}?limit=${WEIGHTS.light}` }
    : planned;
}
