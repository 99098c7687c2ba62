import type {
  Exchange,
  Json,
  Operation,
  PlannedRequest,
  SetUpPlan,
  Workload,
} from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { asksForOrder, checkBooks, readBooks, toldBy } from './books.ts';
import { type Mix, slotAt, timesWithin } from './mix.ts';
import { requestAt } from './requests.ts';
import { meetShoppers, type ShopData } from './shoppers.ts';
import { type Totals, totalsOf } from './totals.ts';

export interface ShoppingData extends ShopData {
  /** Before the load. */
  readonly totals: Totals;
}

type ShopWorkload = Workload<ShoppingData> & Required<Pick<Workload<ShoppingData>, 'check'>>;

/**
 * The load of a scenario in which customers shop, and the check of the shop's books after it. A scenario in which processes die exports
 * {@link observe} as well.
 */
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
      return { ...data, totals: totalsOf(yield* readBooks(readersOf(data))) };
    },
    request,
    check: (data: ShoppingData, history: readonly Operation[], chance: Chance) =>
      checkBooks({ ...readersOf(data), totals: data.totals }, history, (iteration) =>
        request(data, iteration, chance),
      ),
  };
}

/**
 * Keeps what a customer is told of an order, so that the check can hold the shop to it. Drivers read the bodies of all answers then: where
 * latency is measured and nothing dies, the statuses of the answers are enough.
 */
export function observe(_data: unknown, exchanges: readonly Exchange[]): Json | undefined {
  const newest = exchanges.at(-1);
  if (!newest || !asksForOrder(newest.request)) return undefined;
  const told = toldBy(newest.response);
  return told && { ...told };
}

/** All customers whose orders the load places, all that they buy, and staff. */
const readersOf = ({ tokens, poor, wellStocked, staff }: ShopData) => ({
  tokens: poor === undefined ? tokens : [...tokens, poor],
  skus: wellStocked,
  staff,
});
