import type { Operation, PlannedRequest, SetUpPlan, Workload } from '@lab/lab/scenario/workload';
import { checkBooks, readBooks, type Totals, totalsOf } from './books.ts';
import { type Mix, slotAt, timesWithin } from './mix.ts';
import { requestAt } from './requests.ts';
import { meetShoppers, type ShopData } from './shoppers.ts';

export interface ShoppingData extends ShopData {
  /** Before the load. */
  readonly totals: Totals;
}

/** The load of a scenario in which customers shop, and the check of the shop's books after it. */
export function shopWorkload(mix: Mix): Required<Workload<ShoppingData>> {
  const request = (data: ShoppingData, iteration: number, seed: number): PlannedRequest =>
    requestAt(data, slotAt(mix, iteration, seed), iteration, seed);
  return {
    *setUp({ iterations }: SetUpPlan) {
      const data = yield* meetShoppers({ cancellableOrders: timesWithin(mix, 'cancel-order', iterations) });
      return { ...data, totals: totalsOf(yield* readBooks(data.tokens, data.wellStocked)) };
    },
    request,
    check: (data: ShoppingData, history: readonly Operation[], seed: number) =>
      checkBooks(data, history, (iteration) => request(data, iteration, seed)),
  };
}
