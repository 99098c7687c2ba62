import type { Operation, PlannedRequest, SetUpPlan, Workload } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { checkBooks, readBooks } from './books.ts';
import { type Mix, slotAt, timesWithin } from './mix.ts';
import { requestAt } from './requests.ts';
import { meetShoppers, type ShopData } from './shoppers.ts';
import { type Totals, totalsOf } from './totals.ts';

export interface ShoppingData extends ShopData {
  /** Before the load. */
  readonly totals: Totals;
}

type ShopWorkload = Workload<ShoppingData> & Required<Pick<Workload<ShoppingData>, 'check'>>;

/** The load of a scenario in which customers shop, and the check of the shop's books after it. */
export function shopWorkload(mix: Mix): ShopWorkload {
  const request = (data: ShoppingData, iteration: number, chance: Chance): PlannedRequest =>
    requestAt(data, slotAt(mix, iteration, chance), iteration, chance);
  return {
    *setUp({ chance, iterations }: SetUpPlan) {
      const data = yield* meetShoppers({
        cancellableOrders: timesWithin(mix, 'cancel-order', iterations),
        poor: (mix['declined-order'] ?? 0) > 0,
        // Two loads of one system set up one after the other, and no key of one may be the other's.
        keys: `set-up-${chance.seed}`,
      });
      return { ...data, totals: totalsOf(yield* readBooks(buyersIn(data), data.wellStocked)) };
    },
    request,
    check: (data: ShoppingData, history: readonly Operation[], chance: Chance) =>
      checkBooks({ ...data, tokens: buyersIn(data) }, history, (iteration) =>
        request(data, iteration, chance),
      ),
  };
}

/** Tokens of all customers whose orders the load places. */
const buyersIn = ({ tokens, poor }: ShopData): readonly string[] =>
  poor === undefined ? tokens : [...tokens, poor];
