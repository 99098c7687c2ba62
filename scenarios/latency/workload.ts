import type { PlannedRequest, SetUpPlan } from '@lab/lab/scenario/workload';
import { type Mix, slotAt, timesWithin } from '../shop/mix.ts';
import { requestAt } from '../shop/requests.ts';
import { meetShoppers, type ShopData } from '../shop/shoppers.ts';

/** Reads outnumber writes as in a shop, but less so, as the rarest endpoint decides how long a trial must be. */
const MIX: Mix = {
  browse: 4,
  product: 4,
  recommendations: 3,
  overview: 3,
  'place-order': 4,
  'cancel-order': 2,
};

export const setUp = ({ iterations }: SetUpPlan) =>
  meetShoppers({ cancellableOrders: timesWithin(MIX, 'cancel-order', iterations) });

export const request = (data: ShopData, iteration: number, seed: number): PlannedRequest =>
  requestAt(data, slotAt(MIX, iteration, seed), iteration, seed);
